from tooling import dashboards
from tooling.commands.dashboards import FOLDER


def test_the_files_are_what_the_code_writes():
    for name, make in dashboards.FILES.items():
        text = (FOLDER / "files" / name).read_text(encoding="utf-8")
        assert text == make(), f"{name} is old: run dev/dashboards"
