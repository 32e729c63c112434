namespace StatusTracking.Logistics;

/// <summary>The carriers' own tracking pages.</summary>
static class CarrierPages
{
    static readonly Dictionary<string, string> Pages = new(StringComparer.Ordinal)
    {
        ["amazon"] = "https://track.amazon.com/tracking/{0}",
        ["bpost"] = "https://track.bpost.cloud/btr/web/#/search?itemCode={0}",
        ["canada_post"] = "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={0}",
        ["canpar"] = "https://www.canpar.com/en/track/tracking.jsp?reference={0}&locale=en",
        ["chronopost"] = "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={0}",
        ["correios"] = "https://rastreamento.correios.com.br/app/index.php?objetos={0}",
        ["dhl"] = "https://www.dhl.com/global-en/home/tracking.html?tracking-id={0}",
        ["dhl_de"] = "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={0}",
        ["dpd"] = "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber={0}",
        ["fedex"] = "https://www.fedex.com/fedextrack/?trknbr={0}",
        ["gls"] = "https://gls-group.com/track/{0}",
        ["gofo"] = "https://www.gofoexpress.com/tracking.html?searchID={0}",
        ["hermes"] = "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{0}",
        ["la_poste"] = "https://www.laposte.fr/outils/suivre-vos-envois?code={0}",
        ["landmark"] = "https://track.landmarkglobal.com/?search={0}",
        ["old_dominion"] = "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html?proNumbers={0}",
        ["ontrac"] = "https://www.ontrac.com/tracking/?number={0}",
        ["postnl"] = "https://postnl.nl/tracktrace/?B={0}",
        ["purolator"] = "https://www.purolator.com/en/shipping/tracker?searchValue={0}",
        ["royal_mail"] = "https://www.royalmail.com/track-your-item#/tracking-results/{0}",
        ["speedee"] = "https://www.speedeedelivery.com/track/?tracking={0}",
        ["ups"] = "https://www.ups.com/track?tracknum={0}",
        ["usps"] = "https://tools.usps.com/go/TrackConfirmAction?tLabels={0}",
        ["yodel"] = "https://www.yodel.co.uk/tracking/{0}",
        ["yunexpress"] = "https://www.yuntrack.com/parcelTracking?id={0}",
    };

    /// <summary>The carrier's page of a number; null where we know none, or before the label.</summary>
    public static Uri? Of(string? carrier, string? number) =>
        carrier is not null && number is not null && Pages.TryGetValue(CarrierNames.Canonical(carrier), out var page)
            ? new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, page, Uri.EscapeDataString(number)))
            : null;
}

/// <summary>Names that clients give to the same carrier.</summary>
static class CarrierNames
{
    static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["canadapost"] = "canada_post",
        ["canada-post"] = "canada_post",
        ["dhl_express"] = "dhl",
        ["dhl-express"] = "dhl",
        ["dhl_ecommerce"] = "dhl",
        ["dhl_parcel_de"] = "dhl_de",
        ["dhl-de"] = "dhl_de",
        ["fed_ex"] = "fedex",
        ["fedex_ground"] = "fedex",
        ["laposte"] = "la_poste",
        ["la-poste"] = "la_poste",
        ["colissimo"] = "la_poste",
        ["royalmail"] = "royal_mail",
        ["royal-mail"] = "royal_mail",
        ["amazon_logistics"] = "amazon",
    };

    public static string Canonical(string carrier) => Aliases.GetValueOrDefault(carrier, carrier);
}
