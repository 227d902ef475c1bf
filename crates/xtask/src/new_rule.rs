use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::{Outcome, rule};

/// First part of an id; `any` is for rules that ask the same of both platforms.
const PLATFORMS: &[&str] = &["android", "ios", "any"];

/// Makes the folder of a new rule with every field to fill in and one case each way.
pub(crate) fn run(root: &Path, id: &str) -> Result<Outcome> {
    let parts = check(id)?;
    if let Some(rule) =
        rule::all(root)?.iter().find(|rule| rule.id == id || rule.aliases.iter().any(|alias| alias == id))
    {
        bail!("`{id}` is taken by the rule {}", rule.id);
    }
    let folder = parts.iter().fold(root.join("rulesets"), |folder, part| folder.join(part));
    if folder.exists() {
        bail!("{} is there already", folder.display());
    }
    fs::create_dir_all(folder.join("cases"))?;
    let platform = parts.first().copied().unwrap_or_default();
    let mut made = vec![("rule.toml".to_owned(), template(id, platform))];
    for (name, text) in cases(platform) {
        made.push((format!("cases/{name}"), (*text).to_owned()));
    }
    for (name, text) in made {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.strip_prefix(root).unwrap_or(&path).display());
    }
    println!(
        "Fill in rule.toml, write the cases, then run: cargo test --workspace --locked && cargo xtask docs"
    );
    Ok(Outcome::Done)
}

/// The three parts of an id, or what is wrong with it.
fn check(id: &str) -> Result<[&str; 3]> {
    let parts: Vec<&str> = id.split('.').collect();
    let Ok(parts) = <[&str; 3]>::try_from(parts) else {
        bail!("`{id}` is not platform.area.pattern, such as android.crypto.ecb-mode");
    };
    let [platform, area, pattern] = parts;
    if !PLATFORMS.contains(&platform) {
        bail!("`{platform}` is none of {}", PLATFORMS.join(", "));
    }
    for part in [area, pattern] {
        let words_are_plain = part.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if !words_are_plain || !part.starts_with(|first: char| first.is_ascii_lowercase()) {
            bail!("`{part}` in `{id}`: lower-case letters and digits joined by single hyphens are wanted");
        }
    }
    Ok(parts)
}

fn template(id: &str, platform: &str) -> String {
    let (needs, ask) = if platform == "ios" {
        (
            "info-plist",
            "[ask.plist]                          # one of: fact | call | string | symbol | plist | detector\nfile = \"Info.plist\"\nkey = [\"NSAppTransportSecurity\", \"NSAllowsArbitraryLoads\"]\nis = true\n",
        )
    } else {
        (
            "manifest",
            "[ask.fact]                           # one of: fact | call | string | symbol | plist | detector\nin = \"manifest.application\"\nwhere = { debuggable = true }\n",
        )
    };
    format!(
        "\
id         = \"{id}\"
severity   = \"medium\"                # info, low, medium, high, critical
confidence = \"high\"                  # low, medium, high
needs      = [\"{needs}\"]
owasp      = []                      # \"M8:2024\", \"M10:2016\": the edition is part of the value
mas        = []                      # \"4.1.2.3.6\"
masvs      = []                      # \"MASVS-CRYPTO-1\"
maswe      = []                      # \"MASWE-0007\"
cwe        = []                      # 327
checks     = []                      # catalogued checks it answers: \"A-CRY-01\"
mastg      = []                      # \"MASTG-TEST-0232\"
since      = \"{}\"
aliases    = []                      # former ids: suppressions keep working

{ask}
[text.en]
title = \"\"
finds = \"\"
risk = \"\"
fix = \"\"
false_positives = \"\"

[text.zh-TW]
title = \"\"
finds = \"\"
risk = \"\"
fix = \"\"
false_positives = \"\"
",
        env!("CARGO_PKG_VERSION")
    )
}

fn cases(platform: &str) -> &'static [(&'static str, &'static str)] {
    if platform == "ios" {
        &[("fail-first.plist", FAIL_PLIST), ("pass-first.plist", PASS_PLIST)]
    } else {
        &[("fail-first.xml", FAIL_XML), ("pass-first.xml", PASS_XML)]
    }
}

const FAIL_XML: &str = r#"<!-- What is wrong here, in one line.
     expect: manifest/application@android:debuggable -->
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app">
  <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="34" />
  <application android:debuggable="true" />
</manifest>
"#;

const PASS_XML: &str = r#"<!-- Why this is fine, in one line. -->
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app">
  <uses-sdk android:minSdkVersion="26" android:targetSdkVersion="34" />
  <application android:debuggable="false" />
</manifest>
"#;

const FAIL_PLIST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- What is wrong here, in one line.
     expect: NSAppTransportSecurity.NSAllowsArbitraryLoads -->
<plist version="1.0">
<dict>
  <key>CFBundleIdentifier</key><string>tw.example.app</string>
  <key>NSAppTransportSecurity</key>
  <dict><key>NSAllowsArbitraryLoads</key><true/></dict>
</dict>
</plist>
"#;

const PASS_PLIST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- Why this is fine, in one line. -->
<plist version="1.0">
<dict>
  <key>CFBundleIdentifier</key><string>tw.example.app</string>
</dict>
</plist>
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Rule;

    #[test]
    fn an_id_is_platform_area_pattern() {
        assert_eq!(check("android.crypto.ecb-mode").unwrap(), ["android", "crypto", "ecb-mode"]);
        assert!(check("ios.net.tls13").is_ok());
        for bad in [
            "android.crypto",
            "android.crypto.ecb.mode",
            "windows.crypto.ecb",
            "android.Crypto.ecb",
            "android.crypto.ecb_mode",
            "android.crypto.-ecb",
            "android.crypto.ecb--mode",
            "android.crypto.",
            "android.crypto.3des",
            "android.../x.y",
            "",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_templates_are_rules() {
        for platform in PLATFORMS {
            let rule = Rule::read(&template("a.b.c", platform)).unwrap();
            assert_eq!(rule.id, "a.b.c");
            assert!(rule.ask.starts_with("[ask."));
        }
    }
}
