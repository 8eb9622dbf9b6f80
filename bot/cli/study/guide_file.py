"""The guide of `troupe run`, from a file: YAML or JSON with the fields of a guide."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from troupe.core.errors import BadInput, NotFound
from troupe.research.guides.guide import Guide


def guide_in(path: Path) -> Guide:
    """Raises NotFound, and BadInput naming file and field."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read as text") from error
    try:
        return Guide.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise BadInput(f"{path}: is no YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "guide"
        raise BadInput(f"{path}: {field}: {first['msg']}") from error
