using System.ComponentModel.DataAnnotations;

namespace StatusTracking.Inventory;

/// <summary>Settings of Inventory, section <c>Inventory</c>.</summary>
public sealed class InventoryOptions : IValidatableObject
{
    /// <summary>
    /// What lies on the shelves of a fresh installation. Read once, at the first start: not where any SKU exists already.
    /// </summary>
    /// <value>The default is empty.</value>
    public IList<SeedItem> Seed { get; } = [];

    /// <summary>Whether a fresh installation without a <see cref="Seed"/> gets sample stock to try things out with.</summary>
    /// <value>The default is false; true in Standalone, and where deploy/local.sh or docker-compose.yml start Inventory.</value>
    public bool Samples { get; set; }

    /// <summary>
    /// How long each line of a SKU's ledger is kept. Older ones become one line, <c>carried_forward</c>, which holds their sum: the lines of a SKU
    /// always add up to its level.
    /// </summary>
    /// <value>The default is 400 days; zero keeps them for ever.</value>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan KeepMovements { get; set; } = TimeSpan.FromDays(400);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Seed.Count; i++)
        {
            List<ValidationResult> results = [];
            Validator.TryValidateObject(Seed[i], new ValidationContext(Seed[i]), results, validateAllProperties: true);
            foreach (var result in results)
                yield return new($"Inventory:Seed:{i}: {result.ErrorMessage}");
        }

        foreach (var twice in Seed.GroupBy(s => s.Sku, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return new($"Inventory:Seed has the SKU {twice.Key} twice.");
    }
}

/// <summary>One SKU of <see cref="InventoryOptions.Seed"/>.</summary>
public sealed class SeedItem
{
    /// <summary>The SKU: letters, digits, dot, underscore and hyphen, at most 64.</summary>
    [Required, RegularExpression(Domain.StockItem.SkuPattern)]
    public string Sku { get; set; } = "";

    /// <summary>Its name, for people.</summary>
    /// <value>The default is null.</value>
    [MaxLength(200)]
    public string? Name { get; set; }

    /// <summary>How many pieces there are.</summary>
    /// <value>The default is 0.</value>
    [Range(0, Domain.StockItem.MostPieces)]
    public int OnHand { get; set; }

    /// <summary>From how few that can still be sold it counts as low.</summary>
    /// <value>The default is 0.</value>
    [Range(0, Domain.StockItem.MostPieces)]
    public int LowAt { get; set; }

    /// <summary>Whether orders may wait for it.</summary>
    /// <value>The default is false.</value>
    public bool AllowBackorder { get; set; }
}
