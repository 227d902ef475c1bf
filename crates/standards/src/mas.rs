use std::fmt;
use std::str::FromStr;

/// What a file can prove about an item of the MAS baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decides {
    /// Both ways.
    Both,
    /// A finding contradicts the item; that there is none proves nothing.
    Failure,
    /// The part of the item that is configuration, both ways.
    Configuration,
    /// Signs for a person to follow.
    Sign,
    /// Signs, of which a finding contradicts the item.
    SignOfFailure,
    /// Nothing: by hand, or while the app runs.
    Nothing,
    /// The item does not concern the platform.
    NotConcerned,
}

/// A level of the MAS baseline and whether the optional items count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// 1 no authentication, 2 authentication, 3 transactions.
    pub number: u8,
    /// Whether the optional items (F) are asked for.
    pub optional: bool,
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (level, optional) = match text.split_once('+') {
            None => (text, false),
            Some((level, "F")) => (level, true),
            Some(_) => return Err(format!("`{text}` is none of L1, L2, L3, with +F or without")),
        };
        let number = match level {
            "L1" => 1,
            "L2" => 2,
            "L3" => 3,
            _ => return Err(format!("`{text}` is none of L1, L2, L3, with +F or without")),
        };
        Ok(Self { number, optional })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L{}{}", self.number, if self.optional { "+F" } else { "" })
    }
}

/// An item of the MAS baseline V4.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasItem {
    /// `4.1.2.3.6`; reports write `MAS` before it.
    pub id: &'static str,
    /// `L1,L2,L3`, `F`, `REF`.
    pub levels: &'static str,
    /// The same in V3.2; empty where it had no such item.
    pub levels_v3_2: &'static str,
    /// Whether the levels of V3.2 were seen in print.
    pub v3_2_certain: bool,
    /// What a file proves on Android.
    pub android: Decides,
    /// What a file proves on iOS.
    pub ios: Decides,
    /// Chinese title, as published.
    pub title_zh_tw: &'static str,
    /// English title.
    pub title_en: &'static str,
}

impl MasItem {
    /// Whether an app of this level has to meet it.
    pub fn is_asked_at(&self, level: Level) -> bool {
        let own = format!("L{}", level.number);
        self.levels.split(',').any(|one| one == own || one == "F" && level.optional)
    }

    /// Whether the item is a conclusion of the whole examination rather than a check.
    pub fn is_conclusion(&self) -> bool {
        matches!(self.id, "4.1.5.1.1" | "4.1.5.1.2")
    }
}

/// The items in their order.
pub fn mas_items() -> impl Iterator<Item = MasItem> {
    const TABLE: &str = include_str!("../../../rulesets/mappings/mas-v4.tsv");
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(item)
}

/// What a person does for an item where a file cannot decide, on Android or else on iOS; Chinese and English.
pub fn mas_procedure(id: &str, is_android: bool) -> Option<(&'static str, &'static str)> {
    const TABLE: &str = include_str!("../../../rulesets/mappings/mas-v4-procedures.tsv");
    let platform = if is_android { "android" } else { "ios" };
    let mut rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.find_map(|line| {
        let mut cells = line.split('\t');
        let (one, on, zh_tw, en) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        (one == id && (on == "*" || on == platform)).then_some((zh_tw, en))
    })
}

/// The item of this id.
pub fn mas_item(id: &str) -> Option<MasItem> {
    mas_items().find(|item| item.id == id)
}

fn item(line: &'static str) -> Option<MasItem> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    let (id, levels, older) = (next()?, next()?, next()?);
    let (android, ios) = (decides(next()?)?, decides(next()?)?);
    let certain = !older.ends_with('?');
    let levels_v3_2 = older.trim_end_matches('?').trim_start_matches('-');
    let (title_zh_tw, title_en) = (next()?, next()?);
    Some(MasItem { id, levels, levels_v3_2, v3_2_certain: certain, android, ios, title_zh_tw, title_en })
}

fn decides(code: &str) -> Option<Decides> {
    Some(match code {
        "SD" => Decides::Both,
        "SD(fail)" => Decides::Failure,
        "SD(cfg)" => Decides::Configuration,
        "SI" => Decides::Sign,
        "SI(fail)" => Decides::SignOfFailure,
        "MD" => Decides::Nothing,
        "N/A" => Decides::NotConcerned,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn asked(level: &str) -> usize {
        let level = level.parse().unwrap();
        mas_items().filter(|item| item.is_asked_at(level)).count()
    }

    #[test]
    fn the_levels_have_as_many_items_as_the_baseline() {
        assert_eq!(mas_items().count(), 65);
        assert_eq!((asked("L1"), asked("L2"), asked("L3")), (25, 31, 39));
        assert_eq!(asked("L3+F"), 48);
        assert_eq!(mas_items().filter(|item| item.levels == "REF").count(), 16);
        assert!("L4".parse::<Level>().is_err());
    }

    #[test]
    fn every_item_says_what_a_person_does_on_both_platforms() {
        for item in mas_items() {
            for is_android in [true, false] {
                let (zh_tw, en) = mas_procedure(item.id, is_android).unwrap_or_default();
                assert!(zh_tw.contains('附') && zh_tw.ends_with('。'), "{}: {zh_tw}", item.id);
                assert!(en.contains("ttach") && en.ends_with('.'), "{}: {en}", item.id);
            }
        }
    }

    #[test]
    fn the_older_edition_says_where_it_is_not_certain() {
        let count = |level: &str| {
            mas_items().filter(|item| item.levels_v3_2.split(',').any(|one| one == level)).count()
        };
        assert_eq!((count("L1"), count("L2"), count("L3"), count("F")), (23, 29, 35, 9));
        assert!(mas_items().any(|item| !item.v3_2_certain));
    }
}
