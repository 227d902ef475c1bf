//! The report for people: one HTML file without script, without any address that a browser would fetch, ready to print.
//!
//! Texts of the package are escaped for the page and stripped of control and direction characters, so that a hostile name
//! is text and nothing else.

mod catalogues;
mod findings;
mod page;
mod tables;

use std::io;

use engine::{Exit, Scan};
use finding::{Lang, Severity, Text};

use crate::Options;
use page::Page;

/// Writes the report.
pub fn write(out: impl io::Write, scan: &Scan<'_, '_>, options: &Options<'_>) -> io::Result<()> {
    let mut page = Page::new(out, options.lang);
    let app = scan.facts.app;
    let id = match scan.facts.app_id() {
        "" => app.file_name.as_str(),
        id => id,
    };
    page.begin(&format!("{id} — {}", page.say("app security examination", "行動應用程式靜態檢測報告")))?;
    first_page(&mut page, scan, options, id)?;
    catalogues::worksheet(&mut page, scan, options)?;
    catalogues::top_ten(&mut page, scan)?;
    findings::write(&mut page, scan, options)?;
    tables::write(&mut page, scan)?;
    footer(&mut page, scan)?;
    page.end()
}

/// What a reader must know before anything else: what was examined, the outcome, and what was not examined.
fn first_page<W: io::Write>(
    page: &mut Page<W>,
    scan: &Scan<'_, '_>,
    options: &Options<'_>,
    id: &str,
) -> io::Result<()> {
    let facts = &scan.facts;
    let app = facts.app;
    let identity = facts.identity();
    let version = [identity.version_name.as_deref(), identity.version_code.as_deref()];
    let version: Vec<&str> = version.into_iter().flatten().collect();
    page.raw("<h1>")?;
    page.text(id)?;
    page.raw("</h1>\n")?;
    let exit = scan.exit(options.fail_on, options.min_confidence);
    let (class, words) = match exit {
        Exit::Clean => ("clean", Text::new("Below the threshold", "未達攔截門檻")),
        Exit::Findings => ("findings", Text::new("Not ready for release", "不建議上架")),
        Exit::Incomplete => (
            "incomplete",
            Text::new("Scan incomplete: not everything was read", "掃描未完成：部分內容未分析"),
        ),
    };
    page.raw(&format!("<div class=\"verdict {class}\">"))?;
    page.text(words.lang(page.lang))?;
    page.raw("<p>")?;
    let counts = Severity::ALL.iter().rev().filter(|&&severity| scan.count(severity) > 0);
    let counts: Vec<String> = counts
        .map(|&severity| format!("{} {}", severity.text().lang(page.lang), scan.count(severity)))
        .collect();
    let none = page.say("no findings", "無發現事項");
    page.text(&if counts.is_empty() { none } else { counts.join(&page.say(" · ", "、")) })?;
    page.raw("</p></div>\n")?;
    page.raw("<nav><a href=\"#mas\">MAS</a><a href=\"#top10\">Mobile Top 10</a><a href=\"#findings\">")?;
    let words = page.say("Findings", "發現事項");
    page.text(&words)?;
    page.raw("</a><a href=\"#app\">")?;
    let words = page.say("About the app", "App 資料");
    page.text(&words)?;
    page.raw("</a></nav>\n<dl>\n")?;
    let platform = match app.platform {
        package::Platform::Android => "Android",
        package::Platform::Ios => "iOS",
    };
    page.pair("Version", "版本", &version.join(" / "))?;
    page.pair(
        "Platform and form",
        "平台與檔案格式",
        &format!("{platform} {}", app.form.word().to_uppercase()),
    )?;
    page.pair("File", "檔案", &format!("{} ({} B)", app.file_name, app.size))?;
    page.code_pair("SHA-256", "SHA-256", &app.sha256.to_string())?;
    for (certificate, verified, claimed) in signers(facts) {
        let mut states = Vec::new();
        if !verified.is_empty() {
            states.push(page.say(
                &format!("verified: {}", verified.join(", ")),
                &format!("已驗證：{}", verified.join("、")),
            ));
        }
        if !claimed.is_empty() {
            let claimed = (claimed.join(", "), claimed.join("、"));
            states.push(page.say(
                &format!("claimed, not verified: {}", claimed.0),
                &format!("僅為宣稱，未通過驗證：{}", claimed.1),
            ));
        }
        page.pair("Signer", "簽署者", &format!("{certificate} · {}", states.join(" · ")))?;
    }
    let names = facts.obfuscation().names;
    if let Some(percent) = names.percent() {
        let (readable, all) = (names.readable, names.all);
        let value = page.say(
            &format!("{readable} of {all} own names readable ({percent} %)"),
            &format!("自有程式碼之名稱 {all} 個中 {readable} 個可讀（{percent}%）"),
        );
        page.pair("Obfuscation", "混淆", &value)?;
    }
    page.pair("As of", "基準日", &facts.as_of.to_string())?;
    page.raw("</dl>\n")?;
    tables::coverage(page, scan)
}

/// Certificates with the schemes by which they were verified, and by which they are only claimed.
fn signers(facts: &facts::Facts<'_>) -> Vec<(String, Vec<String>, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
    for signer in facts.signers() {
        let certificate = format!("{} · {}", signer.subject, signer.sha256);
        let at = found.iter().position(|(known, ..)| *known == certificate);
        let at = at.unwrap_or_else(|| {
            found.push((certificate, Vec::new(), Vec::new()));
            found.len().saturating_sub(1)
        });
        if let Some((_, verified, claimed)) = found.get_mut(at) {
            let list = if signer.verified { verified } else { claimed };
            if !list.contains(&signer.scheme) {
                list.push(signer.scheme);
            }
        }
    }
    found
}

fn footer<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    page.raw("<footer>")?;
    let text = Text::new(
        format!(
            "Appraise {}, rules {}. A static examination: it runs nothing and sees no server. What it did not find is not proved absent.",
            env!("CARGO_PKG_VERSION"),
            scan.rules_hash
        ),
        format!(
            "Appraise {}，規則雜湊 {}。本報告為靜態檢測結果，未執行受測 App，亦未檢測伺服器；無發現事項不代表不存在弱點。",
            env!("CARGO_PKG_VERSION"),
            scan.rules_hash
        ),
    );
    page.text(text.lang(page.lang))?;
    page.raw("</footer>\n")
}

/// The class of a severity in the style sheet.
fn class(severity: Severity) -> &'static str {
    severity.word()
}

/// The `lang` attribute of a page.
fn tag(lang: Lang) -> &'static str {
    lang.tag()
}
