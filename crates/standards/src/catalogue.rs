/// A catalogue of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalogue {
    /// OWASP Mobile Top 10, 2024 and 2016; ids carry the edition: `M10:2024`.
    MobileTop10,
    /// MAS baseline V4.0.
    MasBaseline,
    /// OWASP MASVS v2.
    Masvs,
    /// OWASP MASWE v1.
    Maswe,
}

/// An entry of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Id as rules write it.
    pub id: &'static str,
    /// English title.
    pub title: &'static str,
}

/// The entries of a catalogue, in its own order.
pub fn catalogue(which: Catalogue) -> impl Iterator<Item = Item> {
    let text = match which {
        Catalogue::MobileTop10 => include_str!("../../../rulesets/mappings/owasp-mobile-top-10.tsv"),
        Catalogue::MasBaseline => include_str!("../../../rulesets/mappings/mas-v4.tsv"),
        Catalogue::Masvs => include_str!("../../../rulesets/mappings/masvs-v2.tsv"),
        Catalogue::Maswe => include_str!("../../../rulesets/mappings/maswe-v1.tsv"),
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    // The title is the last cell; what stands between it and the id is told by the catalogue's own module.
    let ends = |line: &'static str| Some((line.split_once('\t')?.0, line.rsplit_once('\t')?.1));
    lines.filter_map(ends).map(|(id, title)| Item { id, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogues_hold_what_their_editions_say() {
        assert_eq!(catalogue(Catalogue::MobileTop10).count(), 20);
        assert_eq!(catalogue(Catalogue::MasBaseline).count(), 65);
        assert_eq!(catalogue(Catalogue::Masvs).count(), 24);
        assert_eq!(catalogue(Catalogue::Maswe).count(), 78);
    }
}
