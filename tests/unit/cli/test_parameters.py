"""What commands share."""


def test_a_file_is_no_dataset(run, tmp_path):
    (tmp_path / "file").write_text("")
    result = run("info", tmp_path / "file")

    assert result.exit_code == 2
    assert "is a file" in result.stderr
