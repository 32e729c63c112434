namespace StatusTracking.Admin;

/// <summary>What an edit does with a line.</summary>
enum LineChange { Kept, Removed, Added }

/// <summary>A line of a text before or after an edit, or of both.</summary>
readonly record struct DiffLine(LineChange Change, string Text);

/// <summary>What an edit changed, line by line, with as few changes as can be.</summary>
static class LineDiff
{
    /// <summary>A larger table would cost more than its reader gains: what lies between the first and the last change counts as replaced.</summary>
    const int LargestTable = 4_000_000;

    /// <summary>The lines that stayed or went are the text before, those that stayed or came are the text after, both in their order.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, @new) = (Lines(before), Lines(after));
        var head = 0;
        while (head < old.Length && head < @new.Length && old[head] == @new[head])
            head++;
        var tail = 0;
        while (tail < old.Length - head && tail < @new.Length - head && old[^(tail + 1)] == @new[^(tail + 1)])
            tail++;
        return
        [
            .. old[..head].Select(Kept),
            .. Between(old.AsSpan(head, old.Length - head - tail), @new.AsSpan(head, @new.Length - head - tail)),
            .. old[^tail..].Select(Kept),
        ];
    }

    static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    static DiffLine Kept(string line) => new(LineChange.Kept, line);

    static List<DiffLine> Between(ReadOnlySpan<string> old, ReadOnlySpan<string> @new)
    {
        var diff = new List<DiffLine>();
        var (i, j) = (0, 0);
        if ((long)(old.Length + 1) * (@new.Length + 1) <= LargestTable)
        {
            var common = CommonLengths(old, @new);
            while (i < old.Length && j < @new.Length)
            {
                if (old[i] == @new[j])
                {
                    diff.Add(Kept(old[i++]));
                    j++;
                }
                else if (common[i + 1, j] >= common[i, j + 1])
                {
                    diff.Add(new(LineChange.Removed, old[i++]));
                }
                else
                {
                    diff.Add(new(LineChange.Added, @new[j++]));
                }
            }
        }

        while (i < old.Length)
            diff.Add(new(LineChange.Removed, old[i++]));
        while (j < @new.Length)
            diff.Add(new(LineChange.Added, @new[j++]));
        return diff;
    }

    /// <summary>How many lines the rests from i and from j have in common, in order.</summary>
    static int[,] CommonLengths(ReadOnlySpan<string> old, ReadOnlySpan<string> @new)
    {
        var common = new int[old.Length + 1, @new.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = @new.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == @new[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return common;
    }
}
