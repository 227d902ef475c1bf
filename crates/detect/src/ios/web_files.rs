use facts::arm64::Call;
use facts::{Facts, Interest};
use rules::Sink;

use super::calls::{add, follow, say_unknown, say_unread, sites, truth};
use crate::{Detector, Unknown};

/// A web view whose pages from files may read other files.
pub(crate) struct FileUrlsOpen;

const SET_VALUE: &str = "setValue:forKey:";
/// Private settings, and their setters.
const SETTINGS: &[(&str, &str)] = &[
    ("allowFileAccessFromFileURLs", "_setAllowFileAccessFromFileURLs:"),
    ("allowUniversalAccessFromFileURLs", "_setAllowUniversalAccessFromFileURLs:"),
];

impl Detector for FileUrlsOpen {
    fn id(&self) -> &'static str {
        "file-urls-open"
    }

    fn interest(&self, interest: &mut Interest) {
        add(&mut interest.machine.selectors, &[SET_VALUE]);
        follow(interest, SET_VALUE, &[2, 3]);
        for (_, setter) in SETTINGS {
            add(&mut interest.machine.selectors, &[setter]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        say_unread(facts, out);
        let setting = |call: &Call| match call.selector()? {
            SET_VALUE => SETTINGS.iter().map(|(key, _)| *key).find(|key| call.arg(3).text() == Some(key)),
            selector => SETTINGS.iter().find(|(_, setter)| *setter == selector).map(|(key, _)| *key),
        };
        let calls = sites(facts, |call| setting(call).is_some());
        for (binary, site) in &calls {
            let key = setting(&site.call).unwrap_or_default();
            match truth(site.call.arg(2)) {
                Some(true) => {
                    out.fail(binary.call(site)).value("setting", key).anchor(key);
                }
                Some(false) => {}
                None if site.is_followed => {}
                None => say_unknown(out, binary, site, "the value of the setting", "設定值"),
            }
        }
        out.examined("settings", calls.len());
        Ok(())
    }
}
