//! The HTML report: every item is in it, and nothing in it runs, is fetched, or leaves its place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]

use e2e::{Scratch, appraise, fixture};
use testkit::{res, zip::ZipBuilder};

fn html(path: &std::path::Path, more: &[&str]) -> String {
    let scratch = Scratch::new();
    let report = scratch.path().join("report.html");
    let out = format!("html={}", report.display());
    let args = ["scan", path.to_str().unwrap(), "-o", &out, "-q"];
    appraise(args.into_iter().chain(more.iter().copied())).run();
    std::fs::read_to_string(report).unwrap()
}

/// Tags of the page by name, attributes with them.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

fn assert_inert(html: &str) {
    for tag in tags(html) {
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        let ours = [
            "!DOCTYPE", "a", "b", "body", "br", "code", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3",
            "head", "html", "li", "main", "meta", "nav", "ol", "p", "section", "style", "table", "tbody",
            "td", "th", "thead", "title", "tr",
        ];
        assert!(ours.contains(&name), "<{tag}>");
        for attribute in tag.split_whitespace().skip(1).filter(|one| one.contains('=')) {
            let name = attribute.split('=').next().unwrap();
            assert!(!name.starts_with("on") && name != "src" && name != "style", "<{tag}>");
            if let Some(target) = attribute.strip_prefix("href=\"") {
                assert!(target.starts_with('#'), "<{tag}>");
            }
        }
    }
    assert!(html.contains("default-src 'none'"));
    assert!(!html.contains("@import") && !html.contains("url("));
}

#[test]
fn the_worksheet_has_every_item_of_the_level() {
    let items = e2e::text(&e2e::root().join("rulesets/mappings/mas-v4.tsv"));
    let rows =
        items.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let rows: Vec<(String, bool)> =
        rows.map(|cells| (format!("MAS&nbsp;{}</td>", cells[0]), cells[1].contains("L3"))).collect();
    for app in ["broker-leaky.apk", "broker-hardened.apk", "broker-leaky.ipa", "broker-hardened.ipa"] {
        let page = html(&fixture(app), &["--level", "L3", "--lang", "zh-TW"]);
        assert_inert(&page);
        for (id, asked) in &rows {
            assert_eq!(page.contains(id), *asked, "{app}: {id}");
        }
        let all = html(&fixture(app), &[]);
        assert!(rows.iter().all(|(id, _)| all.contains(id)), "{app}: without a level every item is listed");
    }
}

#[test]
fn a_contradicted_item_names_its_rule_and_a_conclusion_is_never_supported() {
    let page = html(&fixture("broker-leaky.apk"), &["--level", "L3"]);
    let row = |id: &str| {
        let rows = page.split("<tr class=").find(|row| row.contains(&format!("MAS&nbsp;{id}</td>")));
        rows.unwrap_or_else(|| panic!("{id}")).to_owned()
    };
    assert!(row("4.1.2.3.6").starts_with("\"contradicted\""));
    assert!(row("4.1.2.3.6").contains("#android.crypto.ecb-mode"));
    let hardened = html(&fixture("broker-hardened.apk"), &["--level", "L3"]);
    for id in ["4.1.5.1.1", "4.1.5.1.2"] {
        let row = hardened.split("<tr class=").find(|row| row.contains(&format!("MAS&nbsp;{id}</td>")));
        assert!(!row.unwrap_or_default().starts_with("\"supported\""), "{id}");
    }
}

#[test]
fn hostile_names_are_text_and_nothing_else() {
    let evil = r#"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt;{{7*7}}&lt;/td&gt;&#x202e;"#;
    let manifest = format!(
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="{evil}" android:versionName="{evil}">
            <uses-permission android:name="{evil}"/>
            <application android:debuggable="true"><activity android:name="{evil}" android:exported="true"/></application>
        </manifest>"#
    );
    let files = res::compile(&[("AndroidManifest.xml", &manifest)]);
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.file(name, bytes));
    let scratch = Scratch::new();
    let app =
        scratch.file("a.apk", zip.file("<svg onload=alert(3)>.pem", "-----BEGIN PRIVATE KEY-----").build());
    for lang in ["en", "zh-TW"] {
        let page = html(&app, &["--lang", lang]);
        assert_inert(&page);
        assert!(page.contains("&lt;script&gt;alert(1)"), "the name is shown as it is");
        assert!(!page.contains('\u{202e}'), "no character turns the text around");
    }
}

#[test]
fn the_same_app_gives_the_same_page() {
    let one = html(&fixture("broker-leaky.apk"), &["--jobs", "1"]);
    assert_eq!(one, html(&fixture("broker-leaky.apk"), &["--jobs", "2"]));
}
