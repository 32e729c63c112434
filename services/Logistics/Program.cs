namespace StatusTracking.Logistics;

static class Program
{
    static void Main() { }
}
