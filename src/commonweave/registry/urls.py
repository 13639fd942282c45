"""The addresses of the registry's pages."""

from __future__ import annotations

from django.urls import path

from commonweave.registry.views import (
    directory,
    organisations,
    preview,
    questions,
    records,
    review,
    runs,
    sources,
    words,
)

app_name = "registry"

urlpatterns = [
    path("organisations/", directory.show_directory, name="directory"),
    path("organisations/<str:public_id>/", organisations.show_organisation, name="organisation"),
    path("organisations/<str:public_id>/preview/", preview.show_preview, name="preview"),
    path("sources/", sources.list_sources, name="sources"),
    path("sources/<slug:slug>/", sources.show_source, name="source"),
    path("sources/<slug:slug>/editions/<int:number>/", sources.show_edition, name="edition"),
    path("sources/<slug:slug>/questions/", questions.show_questions, name="source-questions"),
    path("sources/<slug:slug>/weights/", questions.decide_weights, name="source-weights"),
    path(
        "sources/<slug:slug>/editions/<int:number>/refused/",
        sources.list_refused_rows,
        name="refused",
    ),
    path(
        "sources/<slug:slug>/editions/<int:number>/refused.csv",
        sources.download_refused_rows,
        name="refused-csv",
    ),
    path("records/<int:pk>/", records.show_record, name="record"),
    path("runs/", runs.list_runs, name="runs"),
    path("runs/<int:pk>/", runs.show_run, name="run"),
    path("runs/<int:pk>.csv", runs.download_run, name="run-csv"),
    path("runs/<int:pk>/decide/", runs.decide_run, name="run-decide"),
    path("runs/lines/<int:event>/refuse/", runs.refuse_line, name="run-refuse-line"),
    path("words/", words.show_words, name="words"),
    path("words/proposed/", words.show_proposals, name="word-proposals"),
    path("words/proposed/decline/", words.decline, name="decline-word"),
    path("words/<int:pk>/withdraw/", words.withdraw, name="withdraw-word"),
    path("review/", review.ask_next, name="review"),
    path("review/sources/", questions.list_rounds, name="rounds"),
    path("review/answers/", review.list_answers, name="answers"),
    path("review/<int:left>/<int:right>/", review.ask_pair, name="question"),
    path("review/<int:left>/<int:right>/undo/", review.undo_answer, name="undo"),
]
