"""The closed union of stimuli, to which a new kind is joined here."""

from collections.abc import Mapping
from typing import get_args

from troupe.core.kinds import by_word
from troupe.worlds.stimuli.conversation import Conversation
from troupe.worlds.stimuli.own_thought import OwnThought
from troupe.worlds.stimuli.social import Social
from troupe.worlds.stimuli.visual import Visual
from troupe.worlds.stimuli.whisper import Whisper

Stimulus = Conversation | Social | OwnThought | Visual | Whisper
STIMULUS_KINDS: Mapping[str, type[Stimulus]] = by_word(get_args(Stimulus))
"""The kinds by their words."""
