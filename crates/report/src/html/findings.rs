//! Findings, grouped by rule, the worst first.

use std::io;

use engine::{Scan, ScanFinding};
use finding::Origin;

use super::page::Page;
use crate::Options;

/// Places that are printed for one rule; the rest is counted, and stands in the JSON report.
const MAX_PLACES: usize = 100;

pub(super) fn write<W: io::Write>(
    page: &mut Page<W>,
    scan: &Scan<'_, '_>,
    options: &Options<'_>,
) -> io::Result<()> {
    page.heading("findings", "Findings", "發現事項")?;
    let mut groups: Vec<(&str, Vec<&ScanFinding<'_>>)> = Vec::new();
    for one in &scan.findings {
        match groups.iter_mut().find(|(id, _)| *id == &*one.rule.id) {
            Some((_, group)) => group.push(one),
            None => groups.push((&one.rule.id, vec![one])),
        }
    }
    if groups.is_empty() {
        page.note("None.", "無。")?;
    }
    for (id, group) in groups {
        let Some(first) = group.first() else { continue };
        let worst = group.iter().map(|one| one.finding.severity).max().unwrap_or(first.finding.severity);
        let text = first.rule.text(page.lang);
        page.raw(&format!("<section class=\"rule {}\" id=\"{id}\"><h3>", super::class(worst)))?;
        page.text(&text.title)?;
        page.raw(&format!(" <b class=\"{}\">", super::class(worst)))?;
        let word = worst.text().lang(page.lang).to_owned();
        page.text(&word)?;
        page.raw("</b></h3>\n<p class=\"soft\">")?;
        page.code(id)?;
        let mappings = &first.rule.mappings;
        let mas = mappings.mas.iter().map(|id| format!("MAS {id}"));
        let cwe = mappings.cwe.iter().map(|number| format!("CWE-{number}"));
        let all = mas.chain(mappings.owasp.iter().cloned()).chain(mappings.masvs.iter().cloned()).chain(cwe);
        page.text(&format!("　{}", all.collect::<Vec<_>>().join(" · ")))?;
        page.raw("</p>\n<ol class=\"places\">\n")?;
        for one in group.iter().take(MAX_PLACES) {
            place(page, one, scan, options)?;
        }
        page.raw("</ol>\n")?;
        let more = group.len().saturating_sub(MAX_PLACES);
        if more > 0 {
            page.note(
                &format!("{more} more places are in the JSON report."),
                &format!("另有 {more} 處，詳見 JSON 報告。"),
            )?;
        }
        page.raw("<dl>\n")?;
        page.pair("Why it matters", "影響", &text.risk)?;
        page.pair("How to mend it", "修正方式", &text.fix)?;
        page.pair("When it is wrong", "可能之誤判", &text.false_positives)?;
        page.raw("</dl></section>\n")?;
    }
    Ok(())
}

fn place<W: io::Write>(
    page: &mut Page<W>,
    one: &ScanFinding<'_>,
    scan: &Scan<'_, '_>,
    options: &Options<'_>,
) -> io::Result<()> {
    let finding = &one.finding;
    page.raw("<li>")?;
    page.text(&one.rule.text(page.lang).message(&finding.evidence))?;
    page.raw("<br>")?;
    page.code(&finding.location.to_string())?;
    if let Some(original) = options.original(&finding.location, &scan.facts) {
        page.raw("<br>= ")?;
        page.code(&original.method)?;
    }
    if let Origin::ThirdParty(name) = &finding.origin {
        let words = page.say("third-party code", "第三方 SDK");
        page.text(&format!("　{words} {name}"))?;
    }
    page.raw("</li>\n")
}
