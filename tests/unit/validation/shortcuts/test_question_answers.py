"""A reader of the questions who sees no video finds no answers, unless they leak."""

import json

from tests.support.leaks import answers_first, change_questions


def test_without_a_leak_a_guesser_is_at_chance(audited_copy):
    found = audited_copy.measure()["question_answers"]
    assert found.status == "passed"
    assert found.interval.low < found.details.chance < found.interval.high


def test_answers_in_the_first_place_are_found(audited_copy):
    answers_first(audited_copy)
    found = audited_copy.measure()["question_answers"]
    assert found.value > 0.95
    assert found.finding.startswith("a reader who sees the questions, but no video, finds 0.") or found.value == 1


def test_wording_that_tells_the_answer_is_found(audited_copy):
    def change(questions):
        for question in questions:
            if question["answer"] in ("clockwise", "left to right", "faster", "a circle"):
                question["question"] = question["question"].replace("the ball", "this ball")

    change_questions(audited_copy, change)
    assert audited_copy.measure()["question_answers"].value > 0.8


def test_another_question_that_tells_the_answer_is_found(audited_copy):
    def change(questions):
        if questions and questions[0]["about"] == "curve":
            turns = questions[0]["answer"] == "a circle"
            questions.append(
                {"about": "turns" if turns else "length", "question": "?", "options": ["1"], "answer": "1"}
            )

    change_questions(audited_copy, change)
    assert audited_copy.measure()["question_answers"].status == "failed"


def test_malformed_questions_are_named(copy):
    texts = ["", "[", "{}", "[1]", '[{"about":"curve"}]', "null", json.dumps([{"about": 1}])]
    for text in texts:
        row = copy.read("data/train-00000.parquet")["questions"].to_pylist()
        if row[3] != text:
            copy.put("questions", 3, text)
        found = copy.measure()["question_answers"]
        assert found.status == "failed"
        assert found.finding.startswith("1 samples have malformed questions, for example ")


def test_few_samples_do_not_suffice(copy):
    found = copy.measure()["question_answers"]
    assert found.status == "not_applicable"
    assert "too few to test a guesser" in found.reason
