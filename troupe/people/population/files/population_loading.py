"""Population files: ours and TinyTroupe's, those that come with the house, and which is meant by a word."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from troupe.core.errors import BadInput, NotFound
from troupe.people.documents.document_text import MAX_BYTES
from troupe.people.documents.frozen_json import NotJson, freeze, is_object
from troupe.people.documents.lenient_reading import shown
from troupe.people.documents.slug import slug_of
from troupe.people.library.persona_parsing import TEXT_SUFFIXES, bad, parse_text
from troupe.people.population.files.home_country import country_in, culture_named
from troupe.people.population.files.population_file import MOST_CHOICES, MOST_FIELDS, read_ours
from troupe.people.population.files.tinytroupe_population import is_tinytroupe, read_tinytroupe
from troupe.people.population.files.usual_ages import with_usual_ages
from troupe.people.population.files.usual_incomes import with_usual_incomes
from troupe.people.population.naming.person_names import cultures
from troupe.people.population.spec.population_spec import Population
from troupe.people.population.spec.shares import Wrong


def load_population(word: str | Path) -> Population:
    """A population of the library by its slug, or the one in a file. Raises NotFound, and BadInput with one line
    that names the file and the place in it."""
    path = Path(word)
    if isinstance(word, Path) or path.suffix.lower() in TEXT_SUFFIXES:
        return read_population(_bytes(path), str(path))
    entry = populations().get(slug_of(word))
    if entry is None:
        raise NotFound(
            f"{word}: there is no such population; give a file, or one of {', '.join(populations())}",
            field="population",
        )
    return entry


def populations() -> dict[str, Population]:
    """The populations that come with the house, by slug, in the order of their slugs."""
    return dict(_populations())


@cache
def _populations() -> dict[str, Population]:
    folder = files("personas").joinpath("populations")
    entries = sorted(
        (e for e in folder.iterdir() if Path(e.name).suffix in TEXT_SUFFIXES), key=lambda entry: entry.name
    )
    return {slug_of(Path(entry.name).stem): read_population(entry.read_bytes(), entry.name) for entry in entries}


def read_population(raw: bytes, source: str) -> Population:
    """The population in a file's bytes; the suffix of `source` tells JSON from YAML. Raises BadInput."""
    return parse_population(parse_text(raw, source), source)


def parse_population(data: object, source: str) -> Population:
    """A population from parsed JSON: ours (`fields`, `tables`) or TinyTroupe's (`content`). Raises BadInput whose
    text begins with `source` and whose `field` is the path, such as `fields.age.bands`."""
    try:
        document = freeze(data)
        if not is_object(document):
            raise Wrong("", f"must be an object, not {shown(document)}")
        if other := _something_else(document):
            raise Wrong("", f"is {other}, not a population; a population has `fields`, or TinyTroupe's `content`")
        return _read(document)
    except (NotJson, Wrong) as error:
        raise bad(source, error.path, error.message) from error


def _read(document: Mapping[str, object]) -> Population:
    if not is_tinytroupe(document):
        country = document.get("country")
        population = read_ours(document, culture_named(country if isinstance(country, str) else ""))
    else:
        population = _theirs(document)
    if len(population.fields) > MOST_FIELDS or any(
        len(field.choices) > MOST_CHOICES for field in population.fields
    ):
        raise Wrong("", f"has more than {MOST_FIELDS} fields, or a field with more than {MOST_CHOICES} values")
    cultures_used = [culture for several in population.naming.of.values() for culture in several]
    for culture in (population.naming.otherwise, *cultures_used):
        if culture and culture not in cultures():
            raise Wrong("names", f"there are no names of “{culture}”; there are {', '.join(cultures())}")
    return with_usual_incomes(with_usual_ages(population))


def _something_else(document: Mapping[str, object]) -> str:
    """The thing that a file without fields holds, in words; empty for a population, or where nothing tells."""
    if "fields" in document or is_tinytroupe(document):
        return ""
    if document.get("type") == "Fragment":
        return "a fragment"
    if str(document.get("spec", "")).startswith("chara_card") or "first_mes" in document:
        return "a character card"
    if "persona" in document or document.get("type") == "TinyPerson" or {"name", "age"} <= document.keys():
        return "a person"
    return "a discussion guide" if "sections" in document else ""


def _theirs(document: Mapping[str, object]) -> Population:
    """A population of TinyTroupe's; a country that only its title names is told in a note."""
    population = read_tinytroupe(document, "")
    country, notes = population.country, population.notes
    if not country and (country := country_in(population.title)):
        notes = (*notes, f"country: {country}, as the title says")
    naming = population.naming.model_copy(update={"otherwise": culture_named(country)})
    return population.model_copy(update={"country": country, "naming": naming, "notes": notes})


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from error
