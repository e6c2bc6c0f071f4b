"""Long work that a page asks for, begun when the page has answered; by what, TASKS says."""

from django_tasks import task

from reports import building, queries


@task(backend="long")
def build(build_id: int) -> None:
    """What goes wrong stands in the build; the clock goes on with one that was stopped."""
    found = queries.build_by_pk(build_id)
    if found is None:
        return
    try:
        building.run(build=found)
    except building.ReleaseRefused:
        return
