use std::collections::BTreeMap;
use std::io::{self, Write};

use finding::{Lang, Text};
use rules::RuleSet;

use crate::Failure;

pub(crate) fn explain(id: &str, set: &RuleSet, lang: Lang, out: &mut impl Write) -> Result<(), Failure> {
    let Some(rule) = set.find(id) else {
        return Err(Failure::Usage(anyhow::anyhow!(
            "no rule is named `{id}`; `appraise rules list` shows all"
        )));
    };
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(lang).to_owned();
    let text = rule.text(lang);
    let mappings = &rule.mappings;
    let (severity, confidence) = (rule.severity.text(), rule.confidence.text());
    writeln!(out, "{}\n{}", text.title, rule.id)?;
    writeln!(
        out,
        "{}: {}   {}: {}",
        say("Severity", "風險等級"),
        severity.lang(lang),
        say("Confidence", "信心度"),
        confidence.lang(lang)
    )?;
    for (head, body) in [
        (say("What it finds", "看到什麼"), &text.finds),
        (say("Why it matters", "對投資人的影響"), &text.risk),
        (say("How to mend it", "如何修正"), &text.fix),
        (say("When it is wrong", "可能的誤判"), &text.false_positives),
    ] {
        writeln!(out, "\n{head}\n  {body}")?;
    }
    let verify = format!("appraise scan APP --rule {}", rule.id);
    writeln!(out, "\n{}\n  {verify}", say("How to verify the fix", "確認方式"))?;
    writeln!(out, "\n{}", say("Standards", "對應標準"))?;
    let mas = mappings.mas.iter().map(|id| format!("MAS {id}"));
    let cwe = mappings.cwe.iter().map(|number| format!("CWE-{number}"));
    let all =
        mappings.owasp.iter().chain(&mappings.masvs).chain(&mappings.maswe).chain(&mappings.mastg).cloned();
    writeln!(out, "  {}", mas.chain(all).chain(cwe).collect::<Vec<_>>().join("  "))?;
    Ok(())
}

pub(crate) fn list(set: &RuleSet, lang: Lang, by_check: bool, out: &mut impl Write) -> io::Result<()> {
    if by_check {
        return list_by_check(set, out);
    }
    for rule in set.rules() {
        writeln!(out, "{:<44} {:<9} {}", rule.id, rule.severity.word(), rule.text(lang).title)?;
    }
    Ok(())
}

fn list_by_check(set: &RuleSet, out: &mut impl Write) -> io::Result<()> {
    let mut by_check: BTreeMap<&str, Vec<String>> =
        rules::catalogued_checks().map(|check| (check, Vec::new())).collect();
    for rule in set.rules() {
        for check in &rule.checks {
            by_check.entry(check).or_default().push(match rules::cases_of(rule) {
                Some([fail, pass, unknown]) => {
                    format!("{} ({fail} fail, {pass} pass, {unknown} unknown)", rule.id)
                }
                None => rule.id.to_string(),
            });
        }
    }
    for (check, rules) in &by_check {
        let names = if rules.is_empty() { "-".to_owned() } else { rules.join(", ") };
        writeln!(out, "{check:<10} {names}")?;
    }
    let missing = by_check.values().filter(|rules| rules.is_empty()).count();
    writeln!(out, "{} checks, {missing} without a rule", by_check.len())
}
