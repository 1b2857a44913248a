"""``hemera template``: what was learned of how a source lays out its pages."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, printable, say, table
from hemera.errors import HemeraError, NotFound

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.cli.trying import Trial
    from hemera.extract import Template

RECENT = 500  # newest articles of a source, of which the gate's rate is
_UNSAFE = re.compile(r"[^\w.@-]+")
_source = click.argument("source")
_limit = click.option(
    "--limit", "-n", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many stored pages to try it on."
)


@click.group(
    epilog=example(
        "hemera template show lighthouse",
        "hemera template export lighthouse article-1f3a > article.toml",
        "hemera template test lighthouse article.toml",
        "hemera template import article.toml",
    )
)
def command() -> None:
    """Look at what was learned of a source's layouts, correct it by hand, try it and share it."""


@command.command(epilog=example("hemera template show lighthouse", "hemera template show lighthouse article-1f3a --version 1"))
@_source
@click.argument("layout", required=False)
@archive_option
@click.option("--version", type=click.IntRange(1), help="An earlier version of the layout's template; the newest if not given.")
@json_option
def show(folder: Path, source: str, layout: str | None, version: int | None, as_json: bool) -> None:
    """List the templates of a source, or print one as its file.

    In the list, "doubted" is the share of the newest articles of that template's layout whose text it did not trust itself with.
    """
    from hemera import archive

    with archive.open(folder) as press:
        known = _known(press, source)
        if layout is None:
            _list(known, _rates(press, source), as_json=as_json)
            return
        template = _chosen(known, source, layout, version)
    if as_json:
        emit(_plain(template))
    else:
        click.echo(_text(template), nl=False)


@command.command(epilog=example("hemera template learn lighthouse --dry-run", "hemera template learn lighthouse"))
@_source
@archive_option
@click.option("--dry-run", is_flag=True, help="Say what would be learned; keep nothing.")
@json_option
def learn(folder: Path, source: str, dry_run: bool, as_json: bool) -> None:
    """Learn a source's layouts now, from its stored captures, and print what differs from the versions before."""
    from hemera import archive
    from hemera.cli.progress import Meter

    with archive.open(folder) as press:
        known = _known(press, source)
        with Meter("Learning", quiet=as_json, unit="pages") as meter:
            learned = press.learn_templates(source, dry_run=dry_run, report=meter.advance)
    if as_json:
        emit({"source": source, "dry_run": dry_run, "learned": [_plain(template) for template in learned]})
        return
    for template in learned:
        _changes(_before(known, template), template)
    end = "Nothing was kept." if dry_run else "They read what is captured from now on; `hemera reprocess` reads what is stored."
    say(f"{len(learned)} layouts learned. {end}" if learned else "Nothing new was learned.")


@command.command(epilog=example("hemera template test lighthouse", "hemera template test lighthouse corrected.toml --limit 50"))
@_source
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@archive_option
@_limit
@json_option
def test(folder: Path, source: str, file: Path | None, limit: int, as_json: bool) -> None:
    """Try templates on stored captures and print what each page reads otherwise; nothing is written.

    Without a file: the source's own templates, against reading without any. With a file, such as one corrected by hand: the file,
    against the templates there are. "doubted": the template did not trust itself with the page, and another reader took its place.
    """
    from hemera import archive
    from hemera.cli import templatefile, trying

    tested = () if file is None else (_of_source(templatefile.read(file)[1], source, file),)
    with archive.open(folder) as press:
        known = _known(press, source)
        trials = _tried(press, source, known, tested, limit, quiet=as_json)
    if as_json:
        emit(trying.plain(trials))
    else:
        _told(trials, source)


@command.command(
    epilog=example(
        "hemera template export lighthouse article-1f3a > article.toml", "hemera template export lighthouse --to learned"
    )
)
@_source
@click.argument("layout", required=False)
@archive_option
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Write a file for each layout into this folder.")
def export(folder: Path, source: str, layout: str | None, to: Path | None) -> None:
    """Print the newest template of a layout as a file, or write those of all layouts into a folder."""
    from hemera import archive

    if layout is None and to is None:
        raise click.UsageError(
            "A file holds one template: name a layout (`hemera template show` lists them) or, for all, --to a folder."
        )
    with archive.open(folder) as press:
        known = _known(press, source)
    chosen = [_chosen(known, source, layout, None)] if layout else list(_newest(known).values())
    if to is None:
        click.echo(_text(chosen[0]), nl=False)
        return
    to.mkdir(parents=True, exist_ok=True)
    for template in chosen:
        name = _UNSAFE.sub("-", f"{template.source}.{template.layout}").strip(".-")
        (to / f"{name}.toml").write_text(_text(template), encoding="utf-8")
    note(f"{len(chosen)} templates written to {to}")


@command.command("import", epilog=example("hemera template import article.toml", "hemera template import learned/*.toml --yes"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@archive_option
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@_limit
def import_(folder: Path, files: tuple[Path, ...], yes: bool, limit: int) -> None:
    """Check template files, show what they would change on stored captures, and take them in as each layout's next version."""
    from hemera import archive
    from hemera.cli import templatefile

    if not yes and not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here: look with `hemera template test SOURCE FILE`, then import with --yes.")
    read = [templatefile.read(file) for file in files]  # all are right, or none is taken
    with archive.open(folder) as press:
        for file, (text, template) in zip(files, read, strict=True):
            known = _known(press, template.source)
            say(f"{file.name}: {template.source}, {template.layout}")
            _told(_tried(press, template.source, known, (template,), limit), template.source)
            if yes or click.confirm(f"Import {file.name}?"):
                kept = press.import_template(text)
                again = f"`hemera reprocess --source {kept.source}` reads what is stored"
                say(f"{kept.name} reads pages of {kept.source} from now on; {again}.")


# -- what is known -----------------------------------------------------------------------------------------------------


def _known(press: Archive, source: str) -> tuple[Template, ...]:
    """Return every template of a source. Raises ``NotFound`` for a source that is none."""
    ids = sorted(one.id for one in press.sources())
    if source not in ids:
        raise NotFound("not-found.source", "No source {what}. There are {known}.", what=source, known=", ".join(ids))
    return tuple(press.templates(source))


def _newest(known: Iterable[Template]) -> dict[str, Template]:
    return {template.layout: template for template in sorted(known, key=lambda one: one.version)}


def _chosen(known: Sequence[Template], source: str, layout: str, version: int | None) -> Template:
    found = {one.version: one for one in known if one.layout == layout}
    if not found:
        names = ", ".join(_newest(known)) or "none: `hemera template learn` learns them"
        raise NotFound(
            "not-found.layout", "{source} has no layout {what}. There are {names}.", source=source, what=layout, names=names
        )
    if version is not None and version not in found:
        numbers = ", ".join(map(str, sorted(found)))
        raise NotFound(
            "not-found.version",
            "{what} has no version {version}. There are {numbers}.",
            what=layout,
            version=version,
            numbers=numbers,
        )
    return found[max(found) if version is None else version]


def _rates(press: Archive, source: str) -> Mapping[str, tuple[int, int]]:
    """Return, by template, how many of the newest articles consulted it and how many of those it doubted."""
    consulted: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    try:
        for article in press.search(f"source:{source}", limit=RECENT):
            name = article.content.template
            consulted[name] += 1
            doubted[name] += any(doubt.code.startswith("template.") for doubt in article.content.doubts)
    except HemeraError:  # no index yet, or a damaged one: what is known of templates is shown all the same
        return {}
    return {name: (count, doubted[name]) for name, count in consulted.items() if name}


# -- what is printed ---------------------------------------------------------------------------------------------------


def _text(template: Template) -> str:
    from hemera.extract.templates import to_toml

    return to_toml(template)


def _plain(template: Template) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(_text(template)) | {"name": template.name, "reads": template.reads}


def _list(known: Sequence[Template], rates: Mapping[str, tuple[int, int]], *, as_json: bool) -> None:
    ordered = sorted(known, key=lambda one: (one.layout, -one.version))
    if as_json:
        counts = [dict(zip(("consulted", "doubted"), rates.get(one.name, (0, 0)), strict=True)) for one in ordered]
        emit([_plain(one) | count for one, count in zip(ordered, counts, strict=True)])
        return
    headers = ("layout", "version", "pages", "from", "to", "characters", "reads", "consulted", "doubted")
    table(headers, (_row(one, *rates.get(one.name, (0, 0))) for one in ordered))
    if not known:
        note("Nothing is learned of it yet: it takes four captured pages that look alike. `hemera template learn` tries now.")


def _row(one: Template, consulted: int, doubted: int) -> tuple[object, ...]:
    reads = "what repeats" if not one.reads else "by hand" if one.extractor == "hand" else "text"
    rate = f"{doubted / consulted:.1%}" if consulted else ""
    return one.layout, one.version, one.pages, _day(one.valid_from), _day(one.valid_to), one.length, reads, consulted or "", rate


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _before(known: Sequence[Template], template: Template) -> Template | None:
    return max((one for one in known if one.layout == template.layout), key=lambda one: one.version, default=None)


def _changes(old: Template | None, new: Template) -> None:
    """Print what differs between two versions, line by line."""
    from difflib import unified_diff

    before = _text(old).splitlines() if old else []
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in unified_diff(before, _text(new).splitlines(), old.name if old else "nothing", new.name, n=1, lineterm=""):
        click.secho(printable(line), fg=colours.get(line[:1]))
    say()


# -- what is tried -----------------------------------------------------------------------------------------------------


def _of_source(template: Template, source: str, file: Path) -> Template:
    if template.source != source:
        raise click.UsageError(f"{file.name} is a template of {template.source}, not of {source}.")
    return template


def _tried(
    press: Archive, source: str, known: Sequence[Template], tested: Sequence[Template], limit: int, *, quiet: bool = False
) -> list[Trial]:
    """Try ``tested`` in the place of their layouts' templates; without any, all that are known against none."""
    from hemera.cli import trying
    from hemera.cli.progress import Meter

    layouts = {template.layout for template in tested}
    others = [one for one in known if one.layout not in layouts]
    before, after = (known, (*tested, *others)) if tested else ((), known)
    samples = list(press.samples(source, limit))
    trials = []
    with Meter("Trying", quiet=quiet, unit="pages") as meter:
        for trial in trying.tried(samples, before, after, tested or known, press.config.workers):
            trials.append(trial)
            meter.advance(len(trials), len(samples))
    return trials


def _told(trials: Sequence[Trial], source: str) -> None:
    from hemera.cli import trying

    if not trials:
        note(f"No capture of {source} is stored yet: there is nothing to try it on. `hemera update` collects.")
        return
    trying.show(trials)
    if all(trial.state == trying.OTHER for trial in trials):
        note("None of these pages is of its layout: its marks fit none, or it is for captures of another time. --limit tries more.")
