"""A reader of the questions who sees no video finds no answers, unless they leak."""

import json
from itertools import cycle

import pytest

from curveball.validation.shortcuts.question_answers import _parse
from tests.support.leaks import answers_first, change_questions

QUESTION = {"about": "curve", "question": "Which?", "options": ["a circle", "a helix"], "answer": "a helix"}


def test_without_a_leak_a_guesser_is_at_chance(audited_copy):
    found = audited_copy.check("question_answers")
    assert found.status == "passed"
    assert found.interval.low < found.details.chance < found.interval.high


def test_answers_in_the_first_place_are_found(audited_copy):
    answers_first(audited_copy)
    found = audited_copy.check("question_answers")
    assert found.value == 1
    assert found.finding.startswith("a reader who sees the questions, but no video, finds 1.00 of the answers (must be")


def test_wording_that_tells_the_answer_is_found(audited_copy):
    def change(questions):
        for question in questions:
            if question["answer"] in ("clockwise", "left to right", "faster", "a circle"):
                question["question"] = question["question"].replace("the ball", "this ball")

    change_questions(audited_copy, change)
    assert audited_copy.check("question_answers").value > 0.75


def test_another_question_that_tells_the_answer_is_found(audited_copy):
    parity = cycle((0, 1))

    def change(questions):
        if questions and questions[0]["about"] == "curve":
            text = "Is it round?" if questions[0]["answer"] == "a circle" else "Is it long?"
            options = ["yes", "no"]
            questions.append({"about": "form", "question": text, "options": options, "answer": options[next(parity)]})

    change_questions(audited_copy, change)
    found = audited_copy.check("question_answers")
    assert found.value > found.details.chance + 0.08, "of a quarter of the questions"


def test_malformed_questions_are_named(copy):
    copy.put("questions", 3, '[{"about":"curve"}]')
    found = copy.check("question_answers")
    assert found.status == "failed"
    assert found.finding.startswith("1 samples have malformed questions, for example ")


@pytest.mark.parametrize(
    "text",
    ["", "[", "{}", "1", "null", "[1]", '[{"about":"curve"}]', json.dumps([QUESTION | {"options": []}])]
    + [json.dumps([QUESTION | {key: 1}]) for key in ("about", "question", "options", "answer")],
)
def test_what_is_no_question_is_malformed(text):
    assert _parse(json.dumps([QUESTION])) == [QUESTION]
    assert _parse(text) is None


def test_few_samples_do_not_suffice(copy):
    found = copy.check("question_answers")
    assert found.status == "not_applicable"
    assert "too few to test a guesser" in found.reason
