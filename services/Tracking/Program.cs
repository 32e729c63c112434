namespace StatusTracking.Tracking;

static class Program
{
    static void Main() { }
}
