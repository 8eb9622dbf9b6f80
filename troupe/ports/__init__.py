"""The stores as the house sees them: async Protocols over domain types. One method is one transaction.

Pure domain rules (the floor, the stop phrase, the estimate) are handed in as functions, so that they run
inside the transaction on what it sees and the store knows no rule of its own.
"""

from troupe.ports.catalogue_ports import Guilds, Panels, Personas
from troupe.ports.database_ports import Database, Stores
from troupe.ports.guest_ports import SessionGuests
from troupe.ports.job_ports import Jobs
from troupe.ports.ledger_ports import Budgets, Cap, Ledger, ModelCall, Reservation, SessionHold, Spend
from troupe.ports.memory_ports import Consents, Experiences, Memories
from troupe.ports.message_ports import Mailbox, Moderation, Mutes, Outbox, Posted, PublicQuestion, ReadStop
from troupe.ports.note_ports import SessionNotes
from troupe.ports.session_ports import Sessions
from troupe.ports.turn_ports import AddsTo, Claimed, DecideFloor, EstimateTurn, Turns
from troupe.ports.waker_ports import Waker
from troupe.ports.world_ports import Casts, FormerLife, NewWorld, Transcripts, WorldCounts, Worlds

__all__ = [
    "AddsTo",
    "Budgets",
    "Cap",
    "Casts",
    "Claimed",
    "Consents",
    "Database",
    "DecideFloor",
    "EstimateTurn",
    "Experiences",
    "FormerLife",
    "Guilds",
    "Jobs",
    "Ledger",
    "Mailbox",
    "Memories",
    "ModelCall",
    "Moderation",
    "Mutes",
    "NewWorld",
    "Outbox",
    "Panels",
    "Personas",
    "Posted",
    "PublicQuestion",
    "ReadStop",
    "Reservation",
    "SessionGuests",
    "SessionHold",
    "SessionNotes",
    "Sessions",
    "Spend",
    "Stores",
    "Transcripts",
    "Turns",
    "Waker",
    "WorldCounts",
    "Worlds",
]
