"""Twelve at once: no number twice, no reply lost, one confirmation."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from comments import actions
from comments.models import Comment, Writer
from tests.comments.people import Writes, solved
from tests.comments.test_posting import confirmation_of
from website.core.models import Counter

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 12


def at_once(call):
    """Call with 0 … 11 in as many threads that set off together; results and raised exceptions."""
    barrier = Barrier(THREADS)

    def run(place):
        try:
            barrier.wait(timeout=30)
            return call(place)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_replies_at_once_have_numbers_of_their_own(chloe, ben, page):
    one = chloe.says("One")
    proofs = [solved() for _ in range(THREADS)]
    posted = at_once(lambda place: ben.posts(f"Reply {place}", to=one, proof=proofs[place]))
    assert [p.outcome for p in posted] == ["published"] * THREADS
    rows = Comment.objects.order_by("number").values_list("number", "order", "thread_id", "level")
    assert list(rows) == [(n, n, one.pk, int(n > 1)) for n in range(1, THREADS + 2)]
    one.refresh_from_db()
    assert one.replies_count == one.nested_count == THREADS


def test_first_comments_at_once_share_a_thread(chloe, page):
    proofs = [solved() for _ in range(THREADS)]
    at_once(lambda place: chloe.posts(f"Root {place}", proof=proofs[place]))
    numbers = sorted(Comment.objects.values_list("number", flat=True))
    assert numbers == list(range(1, THREADS + 1))
    assert Comment.objects.values("discussion").distinct().count() == 1


def test_a_proof_is_good_for_one_comment(chloe, page):
    proof = solved()
    posted = at_once(lambda place: chloe.posts(f"Root {place}", proof=proof))
    assert sorted(p.outcome for p in posted) == ["held"] * (THREADS - 1) + ["published"]
    assert Counter.objects.filter(scope="comments.proof").count() == 1


def test_a_button_pressed_twelve_times_posts_once(page, rules, request_):
    Writes("Dora", "dora@overlap.example", page).posts("Once", request=request_)
    asked = confirmation_of("dora@overlap.example")
    done = at_once(lambda place: actions.confirm(confirmation=asked))
    assert sum(one.posted is not None for one in done) == 1
    assert (Comment.objects.count(), Writer.objects.count()) == (1, 1)
