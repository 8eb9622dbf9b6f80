"""A finding of the doctor, on one thing that it looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """`fix` says in one line how to mend it. Where `ok` is true all the same, one can do without."""

    name: str
    ok: bool
    detail: str
    fix: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """For a person to read."""
        sign = "FAIL" if not self.ok else "note" if self.fix else "ok  "
        first = f"{sign}  {self.name}: {self.detail}"
        return (first, f"      fix: {self.fix}") if self.fix else (first,)
