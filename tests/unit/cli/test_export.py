"""`curveball export` writes a dataset in another format."""


def test_a_dataset_is_exported(run, made, tmp_path):
    result = run("export", "webdataset", made.folder, tmp_path / "shards", "--split", "test")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{tmp_path / 'shards'}: 8 samples as webdataset, 0.1 MB, compared")
    assert result.stderr == ""


def test_an_existing_output_is_replaced_only_if_asked(run, made, tmp_path):
    (tmp_path / "precious").write_text("")
    result = run("export", "webdataset", made.folder, tmp_path)

    assert result.exit_code == 2
    assert result.stderr.endswith("exists and is not empty. Choose another name, or replace it with --overwrite\n")


def test_progress_is_shown_on_a_terminal(monkeypatch, capsys):
    from curveball.cli.export import _progress_bar

    monkeypatch.setattr("click._termui_impl.isatty", lambda stream: True)
    with _progress_bar(is_shown=True) as report:
        report(4, 8)
        report(8, 8)

    assert "8/8" in capsys.readouterr().err
