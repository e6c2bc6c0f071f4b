"""Results, mounted at /results/. Every address reads a release and nothing else."""

from django.urls import path

from reports import release_log, views

app_name = "reports"
WAVE = "<slug:slug>/wave-<int:number>/"
ITEM = f"{WAVE}<slug:item_id>/"
BY = f"{ITEM}by/<slug:segment_id>/"

urlpatterns = [
    path("", views.newest, name="index"),
    path("changes/", release_log.changes, name="changes"),
    path(WAVE, views.wave, name="wave"),
    path(f"{WAVE}release.json", views.release_json, name="release_json"),
    # No question can have this id: a code has no hyphen.
    path(f"{WAVE}how-it-was-done/", views.wave_methods, name="methods"),
    path(ITEM, views.item, name="item"),
    path(f"{ITEM}chart.svg", views.chart_svg, name="item_svg"),
    path(f"{ITEM}chart.json", views.chart_json, name="item_json"),
    path(f"{ITEM}table.csv", views.table_csv, name="item_csv"),
    path(BY, views.item, name="banner"),
    path(f"{BY}chart.svg", views.chart_svg, name="banner_svg"),
    path(f"{BY}chart.json", views.chart_json, name="banner_json"),
    path(f"{BY}table.csv", views.table_csv, name="banner_csv"),
]
