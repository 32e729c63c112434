using CsCheck;

namespace StatusTracking.Admin.Tests.Domain;

public sealed class When_a_text_is_edited
{
    [Fact]
    public void Only_the_lines_that_differ_are_marked() =>
        LineDiff.Of("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"a\": 1,\n  \"b\": 3,\n  \"c\": 4\n}").Select(line => $"{line.Change} {line.Text}").ShouldBe(
        [
            "Kept {", "Kept   \"a\": 1,", "Removed   \"b\": 2", "Added   \"b\": 3,", "Added   \"c\": 4", "Kept }",
        ]);

    [Fact]
    public void The_way_in_which_lines_end_is_no_change() => LineDiff.Of("a\nb", "a\r\nb").ShouldAllBe(line => line.Change == LineChange.Kept);

    [Fact]
    public void Both_texts_can_be_read_from_it_and_no_more_lines_change_than_must()
    {
        var text = Gen.Char["abc\n"].Array[0, 40].Select(characters => new string(characters));
        Gen.Select(text, text).Sample((before, after) =>
        {
            var diff = LineDiff.Of(before, after);
            string.Join('\n', diff.Where(line => line.Change != LineChange.Added).Select(line => line.Text)).ShouldBe(before);
            string.Join('\n', diff.Where(line => line.Change != LineChange.Removed).Select(line => line.Text)).ShouldBe(after);
            diff.Count(line => line.Change == LineChange.Kept).ShouldBe(Common(before.Split('\n'), after.Split('\n')));
        });
    }

    [Fact]
    public void Very_long_texts_count_as_replaced_between_their_first_and_last_change()
    {
        var before = Enumerable.Range(0, 3000).Select(i => $"{i}").ToList();
        var after = before.Select(line => line is "0" or "2999" ? line : $"{line}!").ToList();
        var diff = LineDiff.Of(string.Join('\n', before), string.Join('\n', after));
        diff.Count(line => line.Change == LineChange.Kept).ShouldBe(2);
        diff.Where(line => line.Change != LineChange.Added).Select(line => line.Text).ShouldBe(before);
        diff.Where(line => line.Change != LineChange.Removed).Select(line => line.Text).ShouldBe(after);
    }

    /// <summary>The longest common subsequence, by its definition.</summary>
    static int Common(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        var row = new int[b.Length + 1];
        foreach (var line in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = line == b[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
