"""The check that questions do not tell their answers to a reader who sees no video."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.validation.batch import Batch
from curveball.validation.check import Bound, RowCheck, Value
from curveball.validation.outcome import ClassifierDetails
from curveball.validation.shortcuts import probes

_MAX_SAMPLES = 3200
_MIN_TEST_SAMPLES = 100
_GUESSERS = 2


class Asked(NamedTuple):
    """The questions of some samples."""

    texts: dict[str, list[tuple[int, str]]]
    """Index and questions as JSON, by class."""
    malformed: list[str]
    """Names of the samples whose questions are no questions."""


class _Question(NamedTuple):
    words: NDArray[np.int64]
    """Numbers of all that a reader sees: the words of all questions of the sample, and the options of this one by their
    places."""
    about: str
    options: tuple[str, ...]
    answer: str


class QuestionAnswers(RowCheck[Asked]):
    """Trains two guessers on the text of questions alone: of the words of the answer, and of its place.

    Half of the samples train them, the other half test them with one question each, so that the guesses that are
    counted are independent. Each class has as many samples as the others: a reader who knows that one class is more
    frequent would have learned it elsewhere.
    """

    name = "question_answers"
    description = "The text of the questions about a video does not predict their answers."
    quantity = "accuracy of a guesser trained on the text of the questions"

    def __init__(self, config: Config):
        self._config = config
        self._limit = max(_MAX_SAMPLES // len(config.classes), 1)
        self._texts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._malformed: list[str] = []
        self.bound = Bound("at most", 0.5 + config.checks.shortcut_leak)

    def map(self, batch: Batch) -> Asked:
        """Return the questions of the samples with the first indices of each class."""
        is_known = np.isin(batch.class_names.astype(str), list(self._config.classes))
        rows = np.flatnonzero(is_known & (batch.indices < self._limit))
        texts: list[Any] = batch.rows["questions"].take(rows).to_pylist()
        asked = Asked({}, [])
        for row, text in zip(rows.tolist(), texts, strict=True):
            if _parse(text) is None:
                asked.malformed.append(batch.sample_ids[row])
            else:
                asked.texts.setdefault(batch.class_names[row], []).append((int(batch.indices[row]), text))
        return asked

    def update(self, partial: Asked) -> None:
        """Keep the questions."""
        self._malformed += partial.malformed
        for class_name, texts in partial.texts.items():
            self._texts[class_name] += texts

    def compute(self) -> Value:
        """Return the accuracy of the better guesser, with its interval."""
        if self._malformed:
            return Value(examples=self._malformed)
        vocabulary = _Vocabulary()
        train, test = self._lessons(vocabulary)
        if len(test) < _MIN_TEST_SAMPLES:
            return Value(not_applicable=f"{len(test)} samples with questions are too few to test a guesser")
        chance = float(np.mean([1 / len(question.options) for question in test]))
        self.bound = Bound("at most", chance + self._config.checks.shortcut_leak)
        correct = _count_correct(train, test, len(vocabulary))
        details = ClassifierDetails(
            chance=chance,
            features=["words of all questions of a sample", "options of one question by their places"],
            train_rows=len(train),
            test_rows=len(test),
        )
        interval = probes.interval(correct, len(test), self._config.checks.false_alarm_rate / _GUESSERS)
        return Value(number=correct / len(test), interval=interval, details=details)

    def explain(self, value: Value) -> str:
        """Tell how well the answers are guessed."""
        if self._malformed:
            return f"{len(self._malformed)} samples have malformed questions, for example {', '.join(value.examples)}"
        return (
            f"a reader who sees the questions, but no video, finds {value.number:.2f} of the answers (must be "
            f"{self.bound})"
        )

    def _lessons(self, vocabulary: "_Vocabulary") -> tuple[list[_Question], list[_Question]]:
        """Return all questions of every other sample, and one question of each of the others."""
        count = min((len(texts) for texts in self._texts.values()), default=0)
        train, test = [], []
        for class_name in sorted(self._texts):
            for index, text in sorted(self._texts[class_name])[:count]:
                questions = _questions(text, vocabulary)
                if index % 2 == 0:
                    train += questions
                elif questions:
                    test.append(questions[index // 2 % len(questions)])
        return train, test


def _parse(text: str) -> list[dict[str, Any]] | None:
    """Return the questions of a sample, or None if they are malformed."""
    try:
        questions = json.loads(text)
        if not isinstance(questions, list):
            return None
        for question in questions:
            texts = [question["about"], question["question"], question["answer"], *question["options"]]
            if not all(isinstance(value, str) for value in texts) or question["options"].count(question["answer"]) != 1:
                return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return questions


class _Vocabulary(dict[str, int]):
    """Numbers words in the order in which they are looked up first."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


def _questions(text: str, vocabulary: _Vocabulary) -> list[_Question]:
    """Return the questions of a sample, which are well formed."""
    questions = _parse(text) or []
    context = [
        vocabulary[f"{question['about']} {word}"]
        for question in questions
        for word in (*question["question"].split(), *question["options"])
    ]
    found = []
    for question in questions:
        about, options = question["about"], tuple(question["options"])
        own = [vocabulary[f"{about} {len(options)} {place} {option}"] for place, option in enumerate(options)]
        found.append(_Question(np.array([*context, *own, vocabulary[about]]), about, options, question["answer"]))
    return found


def _text_of(question: _Question, option: str) -> str:
    return f"{question.about} {option}"


def _place_of(question: _Question, option: str) -> str:
    return f"{question.about} {len(question.options)} {question.options.index(option)}"


def _count_correct(train: Sequence[_Question], test: Sequence[_Question], words: int) -> int:
    """Return how many answers the better of two naive Bayes classifiers of words finds.

    One learns which text is the answer, the other which place it has among the options.

    Args:
        train: The questions that train them.
        test: Other questions.
        words: Number of words.
    """
    lesson, exam = _bags(train, words), _bags(test, words)
    counts = []
    for label in (_text_of, _place_of):
        labels = {name: number for number, name in enumerate({label(q, option) for q in train for option in q.options})}
        scores = _naive_bayes(lesson, [labels[label(q, q.answer)] for q in train], len(labels), exam)
        guesses = [
            max(q.options, key=lambda option: row[labels[label(q, option)]] if label(q, option) in labels else -np.inf)
            for q, row in zip(test, scores.tolist(), strict=True)
        ]
        counts.append(sum(guess == question.answer for guess, question in zip(guesses, test, strict=True)))
    return max(counts)


def _bags(questions: Sequence[_Question], words: int) -> NDArray[np.float32]:
    """Return which words each question has, shape (N, words): 1 or 0."""
    bags = np.zeros((len(questions), words), dtype=np.float32)
    for bag, question in zip(bags, questions, strict=True):
        bag[question.words] = 1
    return bags


def _naive_bayes(
    lesson: NDArray[np.float32], labels: Sequence[int], count: int, exam: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the scores of labels, shape (M, count), by the words that questions have.

    scikit-learn's `BernoulliNB` does the same, but its import alone takes longer.

    Args:
        lesson: Shape (N, words).
        labels: N numbers of labels.
        count: Number of labels.
        exam: Shape (M, words).
    """
    answers = np.eye(count, dtype=np.float32)[labels]
    frequency = answers.sum(axis=0)
    probability = (answers.T @ lesson + 1) / (frequency[:, None] + 2)
    present, absent = np.log(probability), np.log1p(-probability)
    scores: NDArray[np.float32] = exam @ (present - absent).T + absent.sum(axis=1) + np.log(frequency + 1e-6)
    return scores
