"""评议表决 as a sheet's page shows it: who may vote, who has voted how, who stays out and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from households.models import User
from points.models import CommitteeVote
from points.services.votes import AGREE, Poll


@dataclass(frozen=True, slots=True)
class Voice:
    """One member: his vote on the sheet as it stands, or else the one that fell away when the sheet
    changed, or neither. `counts` unless he has left the panel since he voted."""

    name: str
    vote: CommitteeVote | None
    lapsed: CommitteeVote | None
    counts: bool

    @property
    def tone(self) -> str:
        """Of the tag that shows his vote."""
        return _TONES[self.vote.choice] if self.vote else ""


_TONES: dict[str, str] = {
    CommitteeVote.Choice.AGREE: "ok",
    CommitteeVote.Choice.AGAINST: "danger",
    CommitteeVote.Choice.ABSTAIN: "plain",
}


@dataclass(frozen=True, slots=True)
class Ballot:
    """`due` may vote, `needed` have to agree, `missing` of these have not yet.

    `out` are those who stay out, by name, with the reason in a word; `mine` is what the person
    looking has voted, `why_out` why he stays out.
    """

    due: int
    needed: int
    missing: int
    agreed: int
    against: int
    abstained: int
    may_pass: bool
    voices: list[Voice]
    out: list[tuple[str, str]]
    mine: CommitteeVote | None
    why_out: str


def ballot(poll: Poll, user: User) -> Ballot:
    """The poll on one sheet as `user` sees it. No query."""
    panel = poll.panel
    return Ballot(
        due=len(panel.members),
        needed=panel.needed,
        missing=poll.missing,
        agreed=poll.count(AGREE),
        against=poll.count(CommitteeVote.Choice.AGAINST),
        abstained=poll.count(CommitteeVote.Choice.ABSTAIN),
        may_pass=poll.may_pass,
        voices=[
            *(_voice(member, poll) for member in panel.members),
            *(
                Voice(vote.by.name, vote, None, counts=False)
                for vote in poll.votes
                if vote.by not in panel.members
            ),
        ],
        out=[(member.name, why) for member, why in panel.out.items()],
        mine=poll.vote_of(user),
        why_out=panel.out.get(user, ""),
    )


def _voice(member: User, poll: Poll) -> Voice:
    lapsed = _latest(vote for vote in poll.lapsed if vote.by_id == member.pk)
    return Voice(member.name, poll.vote_of(member), lapsed, counts=True)


def _latest(votes: Iterable[CommitteeVote]) -> CommitteeVote | None:
    return max(votes, key=lambda vote: vote.pk, default=None)
