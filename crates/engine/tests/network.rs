//! The Android network policy in force, over whole packages.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;
use std::time::Instant;

use cursor::Limits;
use engine::Options;
use facts::NetworkPolicy;
use finding::Severity;
use package::App;
use testkit::{res, zip::ZipBuilder};

const PINS: &str = r#"<pin digest="SHA-256">AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</pin>
    <pin digest="SHA-256">BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=</pin>"#;

fn open(files: Vec<(String, Vec<u8>)>) -> App {
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.file(name, bytes));
    package::open_bytes(Path::new("app.apk"), zip.build(), &Limits::default()).unwrap()
}

/// An app with this configuration.
fn files(config: &str) -> Vec<(String, Vec<u8>)> {
    let manifest = r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="tw.example.app">
        <uses-sdk android:minSdkVersion="24" android:targetSdkVersion="34"/>
        <application android:networkSecurityConfig="@xml/n"/>
    </manifest>"#;
    let config = format!("<network-security-config>{config}</network-security-config>");
    res::compile(&[("AndroidManifest.xml", manifest), ("res/xml/n.xml", &config)])
}

fn policy(app: &App) -> NetworkPolicy {
    engine::collect(app, &[], &Options::default()).network.unwrap()
}

fn severities(app: &App, rule: &str, as_of: &str) -> Vec<Severity> {
    let options =
        Options { only: vec![rule.to_owned()], as_of: as_of.parse().unwrap(), ..Options::default() };
    let rules = rules::embedded().unwrap();
    let scan = engine::run(&rules, app, &options);
    scan.findings.iter().map(|one| one.finding.severity).collect()
}

#[test]
fn pins_count_until_their_day_begins() {
    let app = open(files(&format!(
        r#"<domain-config><domain>a.example</domain><pin-set expiration="2026-06-30">{PINS}</pin-set></domain-config>"#
    )));
    let at = |day| severities(&app, "android.network.expiring-pins", day);
    assert_eq!(at("2026-05-31"), [], "30 days are left");
    assert_eq!(at("2026-06-01"), [Severity::Low], "29 days are left");
    assert_eq!(at("2026-06-29"), [Severity::Low]);
    assert_eq!(at("2026-06-30"), [Severity::Medium], "off from the first moment of the day");
    assert_eq!(at("2030-01-01"), [Severity::Medium]);
}

#[test]
fn the_most_specific_domain_decides() {
    let app = open(files(
        r#"<domain-config cleartextTrafficPermitted="true"><domain includeSubdomains="true">Example</domain>
             <domain-config cleartextTrafficPermitted="false"><domain>api.example</domain></domain-config>
           </domain-config>
           <domain-config><domain includeSubdomains="true">b.api.example</domain></domain-config>"#,
    ));
    let network = policy(&app);
    let of = |host: &str| {
        let row = network.lookup().of(host).unwrap();
        (row.domain.value.to_string(), *row.cleartext.value.main().unwrap())
    };
    assert_eq!(of("www.example"), ("example".into(), true));
    assert_eq!(of("API.Example."), ("api.example".into(), false), "case and a dot at the end do not count");
    assert_eq!(of("c.api.example"), ("example".into(), true), "api.example is without its subdomains");
    assert_eq!(of("c.b.api.example"), ("b.api.example".into(), false), "target 34 permits no cleartext");
    assert_eq!(of("notexample"), ("*".into(), false));
    assert_eq!(of("a.test"), ("*".into(), false));
}

#[test]
fn own_anchors_replace_inherited_ones_and_the_rest_is_inherited() {
    let app = open(files(&format!(
        r#"<domain-config cleartextTrafficPermitted="true"><domain>a.example</domain><pin-set>{PINS}</pin-set>
             <domain-config><domain>b.example</domain>
               <trust-anchors><certificates src="user" overridePins="true"/></trust-anchors>
             </domain-config>
           </domain-config>
           <base-config><trust-anchors><certificates src="system"/></trust-anchors></base-config>"#
    )));
    let network = policy(&app);
    let row = |host: &str| network.lookup().of(host).unwrap();
    let (a, b) = (row("a.example"), row("b.example"));
    assert_eq!((a.pins.value.main(), b.pins.value.main()), (Some(&2), Some(&2)));
    assert_eq!((a.user_anchors.value.main(), b.user_anchors.value.main()), (Some(&false), Some(&true)));
    assert_eq!((a.system_anchors.value.main(), b.system_anchors.value.main()), (Some(&true), Some(&false)));
    assert_eq!((a.override_pins.value.main(), b.override_pins.value.main()), (Some(&false), Some(&true)));
    assert_eq!(b.cleartext.value.main(), Some(&true));
}

#[test]
fn a_configuration_that_is_cut_is_never_a_pass() {
    let mut files = files(
        r#"<base-config/><domain-config cleartextTrafficPermitted="true"><domain>a.example</domain></domain-config>"#,
    );
    let (_, config) = files.iter_mut().find(|(name, _)| name == "res/xml/n.xml").unwrap();
    config.truncate(config.len() - 150);
    let app = open(files);
    let rules = rules::embedded().unwrap();
    let scan = engine::run(&rules, &app, &Options::default());
    let passed = scan.verdicts.iter().filter(|one| one.verdict.word() == "pass");
    let passed: Vec<&str> =
        passed.map(|one| &*one.rule.id).filter(|id| id.starts_with("android.network.")).collect();
    assert!(passed.is_empty(), "{passed:?}");
}

#[test]
fn many_domains_are_read_in_time() {
    let domains: String = (0..20_000).map(|at| format!("<domain>h{at}.example</domain>")).collect();
    let app = open(files(&format!("<domain-config>{domains}</domain-config>")));
    let start = Instant::now();
    assert_eq!(policy(&app).domains.len(), 20_001);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
