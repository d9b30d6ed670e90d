"""The wave from enrolment to its account on chain, as steps of the demo."""

from datetime import UTC, datetime

from ledger.ports import World
from ledger.settings import Settings
from scripts.demo.progress import Steps
from scripts.demo.wave import hold
from scripts.demo.wave.shown import SEVERE, Held, noticed, sealed_view
from scripts.demo.wave.sites import placed
from scripts.demo.wave.story import open_story
from scripts.demo.world.build import CHAINS
from scripts.demo.world.people import operators, sites

STEPS = 4


def hold_wave(settings: Settings, world: World, told: Steps) -> Held:
    """Hold the whole wave; what an earlier run did is not done again."""
    places = sites(CHAINS, operators(CHAINS))
    brand_of = {place.key: chain.brand for chain in CHAINS for place in chain.places}
    with told.step("enrol a custodian, announce a survey wave among decoys"):
        story = open_story(settings, world)
        hold.enrol_custodian(story)
        plan = hold.announce(story, places, brand_of)
    with told.step("ask 1,800 workers at 20 sites") as progress:
        visits = hold.ask(story, plan, places, progress)
        hold.take_cases(story, plan)
    with told.step("close the wave, its root on chain"):
        closed = hold.close(story)
    with told.step("count, release, account for all of it"):
        tallied, drawn = hold.count_and_release(story, plan)
        accounted = hold.account_for_all(story)
    severe = places[SEVERE]
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    return Held(
        plan=plan,
        visits=visits,
        closed=closed,
        noticed=noticed(tallied, placed(places)),
        drawn=drawn,
        accounted=accounted,
        sealed=sealed_view(story, severe, as_of=today),
        severe=severe,
    )
