"""A thread costs two queries, whatever its size; and lists outside it stay small."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import actions, queries
from comments.models import Comment
from tests.comments.test_posting import shown


def fill(page, roots, replies):
    """Roots with replies each, all public."""
    at = timezone.now() - timedelta(days=1)
    for number in range(roots):
        root = actions.archive(page=page, author_name="Old", text_or_html=f"Root {number}", at=at)
        for answer in range(replies):
            actions.archive(page=page, author_name="Old", text_or_html=f"Re {answer}", at=at, parent=root)


@pytest.mark.parametrize(("roots", "replies"), [(1, 2), (20, 9)])
def test_a_thread_is_two_queries_with_3_and_with_200_comments(
    page, rules, django_assert_num_queries, chloe, roots, replies
):
    fill(page, roots, replies)
    for key in (None, chloe.key):
        with django_assert_num_queries(2):
            found = queries.discussion(page, key=key)
            assert found.count == roots * (replies + 1)
            assert [len(item.replies) for item in found.items] == [replies] * roots
            assert {item.comment.badge or "" for item in found.items} == {""}


def test_a_thread_that_nobody_began_is_one_query(page, rules, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.discussion(page).items == ()


@pytest.mark.parametrize("comments", [1, 3])
def test_lists_outside_the_thread(chloe, page, django_assert_num_queries, comments):
    for number in range(comments):
        chloe.says(f"Comment {number}, which is long enough to stand alone")
    chloe.says("Hear, hear.")
    with django_assert_num_queries(2):
        heard = queries.overheard(3)
    assert [one.comment.comment for one in heard] == [
        f"Comment {comments - 1}, which is long enough to stand alone"
    ]
    assert len(queries.newest(page)) == comments + 1  # Wagtail reads restrictions once for a page at hand
    with django_assert_num_queries(1):
        assert len(queries.newest(page)) == comments + 1
    with django_assert_num_queries(1):
        assert queries.counts([page]) == {page.pk: comments + 1}
    with django_assert_num_queries(1):
        assert len(queries.queue()) == 0


def test_an_archive_keeps_names_dates_and_depth(page, rules):
    at = timezone.now() - timedelta(days=5000)
    parent = None
    for depth in range(6):
        parent = actions.archive(
            page=page,
            author_name=f" Old {depth}\n",
            text_or_html=f"<p>Level <b>{depth}</b></p><script>x</script>",
            at=at + timedelta(days=depth),
            parent=parent,
        )
    assert shown(page) == [["Level 0", ["Level 1", "Level 2", "Level 3", "Level 4", "Level 5"]]]
    rows = list(Comment.objects.values_list("user_name", "html", "is_archive", "writer", "level"))
    assert rows[0] == ("Old 0", "<p>Level 0</p>", True, None, 0)
    assert max(row[-1] for row in rows) == 2
    with pytest.raises(ValueError, match="no text"):
        actions.archive(page=page, author_name="", text_or_html="<p> </p>", at=at)


def test_a_demonstration_comment_says_so(page, rules):
    comment = actions.add_demo(
        page=page,
        name="Iris Lund",
        text="I keep *one*.",
        at=timezone.now(),
        chip={"question": "Is it an issue?", "option": "No", "wave": "Wave 2"},
    )
    assert (comment.is_demo, comment.writer.is_demo, comment.has_chip) == (True, True, True)
    again = actions.add_demo(page=page, name="Iris Lund", text="Still.", at=timezone.now(), parent=comment)
    assert again.writer == comment.writer


def test_wrong_ids_are_unknown_ones(page, chloe):
    assert [queries.comment_row(pk) for pk in (0, -1, 2**31, 2**63, 10**30)] == [None] * 5
    assert queries.writer_of("x" * 10_000) is None
    assert queries.own_comment(1, None) is None
