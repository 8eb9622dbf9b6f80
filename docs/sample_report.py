"""Make the sample report anew: `python docs/sample_report.py`. It writes the study and its reading, both told by
hand in `sample_study.yaml` and `sample_reading.yaml`, into `personas/samples/`, from where `troupe report sample`
shows them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.unit.made_reading import made_reading  # noqa: E402
from tests.unit.made_study import made_study  # noqa: E402
from troupe.research.reports.sample_study import READING, STUDY  # noqa: E402

FOLDER = ROOT / "personas" / "samples"


def main() -> None:
    """Write both files."""
    study = made_study()
    reading = made_reading(study)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / STUDY).write_text(study.model_dump_json() + "\n", encoding="utf-8")
    (FOLDER / READING).write_text(reading.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for fault in reading.check.faults:
        sys.stderr.write(f"{fault}\n")


if __name__ == "__main__":
    main()
