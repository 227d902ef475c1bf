//! Permissions of the Android framework and what it takes to hold them.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Name, then `level protection` from each API level on at which the protection changes.
const TABLE: &str = include_str!("../../data/android-permissions.tsv");

/// Newest API level that the table knows.
pub const NEWEST_API: i64 = 36;

/// What it takes to hold a permission, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Every app that asks has it.
    Normal,
    /// Every app can have it once the person has agreed.
    Dangerous,
    /// Apps with the declarer's signing key, and what the flags add.
    Signature,
    /// The system decides.
    Internal,
}

impl Level {
    /// The base level of a compiled `android:protectionLevel`; its flags are in higher bits.
    pub fn of_bits(bits: i64) -> Self {
        match bits & 0xf {
            0 => Level::Normal,
            1 => Level::Dangerous,
            // 3 is signatureOrSystem.
            2 | 3 => Level::Signature,
            _ => Level::Internal,
        }
    }

    /// The word of the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Level::Normal => "normal",
            Level::Dangerous => "dangerous",
            Level::Signature => "signature",
            Level::Internal => "internal",
        }
    }
}

/// How a permission of the framework is protected on one API level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// The base level.
    pub level: Level,
    flags: &'static str,
}

impl Protection {
    /// `written` is `signature|appop|development`; `None` for `-`.
    fn read(written: &'static str) -> Option<Self> {
        let (base, flags) = written.split_once('|').unwrap_or((written, ""));
        let level = match base {
            "normal" => Level::Normal,
            "dangerous" => Level::Dangerous,
            "signature" => Level::Signature,
            "internal" => Level::Internal,
            _ => return None,
        };
        Some(Self { level, flags })
    }

    /// Whether the protection has a flag such as `appop` or `privileged`.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.split('|').any(|one| one == flag)
    }

    /// Whether an app that anyone can write and install never holds it without help from the system's maker. A
    /// permission with `appop` is handed out in the settings.
    pub fn keeps_strangers_out(&self) -> bool {
        self.level >= Level::Signature && !self.has("appop")
    }
}

/// Each step of a permission of the framework: from which API level on, and how it is protected; `None` where it is gone.
fn steps(name: &str) -> impl Iterator<Item = (i64, Option<Protection>)> {
    static ROWS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
    });
    ROWS.get(name).copied().unwrap_or_default().split(", ").filter_map(|step| {
        let (level, protection) = step.split_once(' ')?;
        Some((level.parse().ok()?, Protection::read(protection)))
    })
}

/// How a permission of the framework is protected on an API level; `None` when the framework does not declare it there.
///
/// The table begins with API level 21, which stands for older levels too.
pub fn framework_permission(name: &str, api: i64) -> Option<Protection> {
    let api = api.clamp(21, NEWEST_API);
    steps(name).take_while(|(from, _)| *from <= api).last().and_then(|(_, protection)| protection)
}

/// The weakest protection on any of these API levels on which the framework declares the permission.
pub fn weakest_protection(name: &str, levels: RangeInclusive<i64>) -> Option<Protection> {
    let (from, to) = (*levels.start(), *levels.end());
    let inside =
        steps(name).filter(|(at, _)| *at > from && *at <= to).filter_map(|(_, protection)| protection);
    framework_permission(name, from)
        .into_iter()
        .chain(inside)
        .min_by_key(|protection| (protection.keeps_strangers_out(), protection.level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_from_which_level_on() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (name, cells) = line.split_once('\t').unwrap();
            let all: Vec<i64> = steps(name).map(|(level, _)| level).collect();
            assert_eq!(all.len(), cells.split(", ").count(), "{line}");
            assert!(all.is_sorted(), "{line}");
        }
    }

    #[test]
    fn the_level_of_a_permission_depends_on_the_release() {
        let level = |name, api| framework_permission(name, api).map(|protection| protection.level);
        assert_eq!(level("android.permission.BIND_JOB_SERVICE", 30), Some(Level::Signature));
        assert_eq!(level("android.permission.GET_ACCOUNTS", 22), Some(Level::Normal));
        assert_eq!(level("android.permission.GET_ACCOUNTS", 23), Some(Level::Dangerous));
        assert_eq!(level("android.permission.BLUETOOTH_SCAN", 30), None);
        assert_eq!(level("android.permission.ACCESS_ALL_EXTERNAL_STORAGE", 36), None);
        assert_eq!(level("tw.example.PERMISSION", 36), None);
        assert_eq!(level("", 36), None);
    }

    #[test]
    fn the_weakest_protection_of_the_releases_counts() {
        let alert = weakest_protection("android.permission.SYSTEM_ALERT_WINDOW", 26..=NEWEST_API).unwrap();
        assert_eq!(alert.level, Level::Signature);
        assert!(alert.has("appop") && !alert.keeps_strangers_out());
        let accounts = weakest_protection("android.permission.GET_ACCOUNTS", 21..=NEWEST_API).unwrap();
        assert_eq!(accounts.level, Level::Normal);
        let scan = weakest_protection("android.permission.BLUETOOTH_SCAN", 21..=NEWEST_API).unwrap();
        assert_eq!(scan.level, Level::Dangerous);
        assert_eq!(weakest_protection("android.permission.ACCESS_ALL_EXTERNAL_STORAGE", 26..=36), None);
    }
}
