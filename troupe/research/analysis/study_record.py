"""The record of a study as it is read from: lines and people by id, and which lines may be evidence."""

from collections.abc import Mapping
from functools import cached_property

from troupe.research.analysis.wording.assistant_speech import AS_ASSISTANT, speaks_as_assistant
from troupe.research.guides.guide import GuideQuestion
from troupe.research.sessions.study import Participant, SpeakerRole, Study, StudyAnswer, StudyLine, StudyRun

SPEAKS_FOR_ITSELF = (SpeakerRole.PERSON, SpeakerRole.HUMAN)


class StudyRecord:
    """One run of a study, found one's way in: by default the first, which reports quote from."""

    def __init__(self, study: Study, run: StudyRun | None = None) -> None:
        self.study = study
        self.run = study.first if run is None else run

    @cached_property
    def people(self) -> Mapping[str, Participant]:
        """Those who answer, by id, in their seats' order."""
        return {p.id: p for p in sorted(self.run.participants, key=lambda p: (p.seat, p.name))}

    @cached_property
    def simulated(self) -> frozenset[str]:
        """The ids of the simulated people: counts are of them. Humans who took part are counted apart."""
        return frozenset(id for id, person in self.people.items() if not person.human)

    @cached_property
    def lines(self) -> Mapping[str, StudyLine]:
        """All lines by id, in order."""
        return {line.id: line for line in sorted(self.run.lines, key=lambda line: line.seq)}

    @cached_property
    def evidence(self) -> Mapping[str, StudyLine]:
        """The lines that may be quoted as evidence: said aloud by somebody who was asked. A thought is generated
        text that explains, the moderator's words are the study's own, and an assistant's words are no
        person's."""
        return {id: line for id, line in self.lines.items() if self._answers(line) and id not in self.assistant}

    @cached_property
    def assistant(self) -> frozenset[str]:
        """The lines of simulated people in which an assistant speaks."""
        said = (line for line in self.lines.values() if line.role is SpeakerRole.PERSON and not line.inner)
        return frozenset(line.id for line in said if speaks_as_assistant(line.text))

    def why_missing(self, answer: StudyAnswer) -> str:
        """Why there is no answer; empty where there is one."""
        if answer.lines and all(id in self.assistant for id in answer.lines):
            return AS_ASSISTANT
        return answer.missing

    def _answers(self, line: StudyLine) -> bool:
        return not line.inner and line.role in SPEAKS_FOR_ITSELF and line.speaker_id in self.people

    def name(self, participant: str) -> str:
        """What somebody is called in reports."""
        person = self.people.get(participant)
        return participant if person is None else person.name

    def said(self, participant: str) -> tuple[StudyLine, ...]:
        """The lines of one person that may be quoted."""
        return tuple(line for line in self.evidence.values() if line.speaker_id == participant)

    def question(self, step: str | None, probe: int = 0) -> str:
        """The words of a question or of one of its probes; empty for anything else."""
        asked = None if step is None else self.study.guide.step(step)
        if not isinstance(asked, GuideQuestion):
            return ""
        if probe == 0:
            return asked.text
        if probe <= len(asked.probes):
            return asked.probes[probe - 1]
        own = (one for one in self.run.deviations if (one.step, one.probe) == (step, probe))
        return next((one.text for one in own), "")

    def beyond_guide(self, step: str | None, probe: int) -> bool:
        """Whether it is a probe of the moderator's own, which the guide does not have: not everybody was asked
        it."""
        asked = None if step is None else self.study.guide.step(step)
        return isinstance(asked, GuideQuestion) and probe > len(asked.probes)
