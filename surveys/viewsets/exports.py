"""Single responses as a file: who, why, and in which form."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from surveys import actions
from surveys.viewsets.pages import WavePageView


class ExportForm(forms.Form):
    reason = forms.CharField(
        label="What are the answers needed for?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept in the wave's history with your name and the day.",
        error_messages={"required": "Say what the answers are needed for. It is kept in the wave's history."},
    )
    format = forms.ChoiceField(
        label="File",
        choices=[
            ("csv", "CSV: two files in a zip, responses and codebook"),
            ("xlsx", "XLSX: one workbook, responses and codebook"),
        ],
        widget=forms.RadioSelect,
        initial="csv",
    )


class ExportView(WavePageView):
    """GET asks, POST sends the file. Permission is asked for each time; no file is kept here."""

    permission_required = "export"
    template_name = "surveys/admin/export.html"
    page_title = "Export single responses"
    header_icon = "download"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": ExportForm(), **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        form = ExportForm(request.POST)
        if form.is_valid():
            try:
                export = actions.export_responses(wave=self.wave, by=request.user, **form.cleaned_data)
            except actions.ExportRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                answer = StreamingHttpResponse(export.content, content_type=export.content_type)
                answer["Content-Disposition"] = f'attachment; filename="{export.name}"'
                answer["Cache-Control"] = "no-store"
                return answer
        return self.render_to_response(self.get_context_data(form=form), status=422)
