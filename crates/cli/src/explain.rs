use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::anyhow;
use engine::ScanFinding;
use finding::{Lang, Text};
use report::finding::Told;
use rules::{Rule, RuleSet};

use crate::Failure;
use crate::args::{ExplainArgs, Global};

/// Findings that are explained in full; more are named only.
const SHOWN: usize = 10;
/// Largest report that is read.
const MAX_REPORT: u64 = 1 << 30;

/// What is to be explained.
enum What<'r> {
    Rule(&'r Rule),
    /// The first hexadecimal digits of a fingerprint.
    Fingerprint(String),
}

impl What<'_> {
    fn is(&self, rule: &str, fingerprint: &str) -> bool {
        match self {
            What::Rule(wanted) => *wanted.id == *rule,
            What::Fingerprint(digits) => fingerprint.trim_start_matches("fp1:").starts_with(digits),
        }
    }
}

pub(crate) fn run(
    args: &ExplainArgs,
    global: &Global,
    set: &RuleSet,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let what = what(&args.what, set)?;
    let Some(path) = &args.within else {
        return match what {
            What::Rule(rule) => Ok(explain(rule, global.lang, out)?),
            What::Fingerprint(_) => Err(Failure::Usage(anyhow!(
                "a finding is looked up in a package or a report: add --in app.apk or --in report.json"
            ))),
        };
    };
    let mapping = args.mapping.read()?;
    let how = report::finding::How {
        lang: global.lang,
        path: args.path,
        around: args.around.into(),
        mapping: mapping.as_ref(),
    };
    if is_report(path) {
        let bytes =
            package::read_capped(path, MAX_REPORT).map_err(|error| Failure::Internal(error.into()))?;
        let told =
            Told::from_report(&bytes).map_err(|why| Failure::Usage(anyhow!("{}: {why}", path.display())))?;
        return tell(&told, &what, args, &how, set, out);
    }
    let limits = args.limits.limits();
    let app = crate::scan::open(path, &limits, global)?;
    let only = match &what {
        What::Rule(rule) => vec![rule.id.to_string()],
        What::Fingerprint(_) => Vec::new(),
    };
    let bar = crate::scan::progress(global, "judging");
    let scan = engine::run(set, &app, &engine::Options { limits, only, ..Default::default() });
    bar.finish_and_clear();
    let wanted = |one: &&ScanFinding<'_>| what.is(&one.rule.id, &one.fingerprint.to_string());
    let told: Vec<Told> =
        scan.findings.iter().filter(wanted).map(|one| Told::from_scan(one, &scan.facts, &how)).collect();
    tell(&told, &what, args, &how, set, out)
}

/// A rule by its id, or else a fingerprint by its digits.
fn what<'r>(text: &str, set: &'r RuleSet) -> Result<What<'r>, Failure> {
    if let Some(rule) = set.find(text) {
        return Ok(What::Rule(rule));
    }
    let digits = text.strip_prefix("fp1:").unwrap_or(text).to_ascii_lowercase();
    let is_fingerprint =
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()) && (4..=64).contains(&digits.len());
    if is_fingerprint {
        return Ok(What::Fingerprint(digits));
    }
    Err(Failure::Usage(anyhow!(
        "no rule is named `{text}`; `appraise rules list` shows all. A finding is named by at least 4 digits of its fingerprint"
    )))
}

/// Whether a file is a report: JSON begins with a brace, and no package does.
fn is_report(path: &Path) -> bool {
    let mut first = [0u8; 64];
    let read = std::fs::File::open(path).and_then(|mut file| io::Read::read(&mut file, &mut first));
    let read = first.get(..read.unwrap_or(0)).unwrap_or_default();
    read.trim_ascii_start().first() == Some(&b'{')
}

fn tell(
    all: &[Told],
    what: &What<'_>,
    args: &ExplainArgs,
    how: &report::finding::How<'_>,
    set: &RuleSet,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let at = |one: &&Told| args.at.as_ref().is_none_or(|text| one.place().contains(text.as_str()));
    let found: Vec<&Told> =
        all.iter().filter(|one| what.is(&one.rule, &one.fingerprint)).filter(at).collect();
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(how.lang).to_owned();
    let mut distinct: Vec<&str> = found.iter().map(|one| one.fingerprint.as_str()).collect();
    distinct.dedup();
    match (what, found.first()) {
        (What::Fingerprint(digits), Some(_)) if distinct.len() > 1 => {
            let list: Vec<String> = found
                .iter()
                .map(|one| format!("  {}  {}  {}", one.fingerprint, one.rule, one.place()))
                .collect();
            return Err(Failure::Usage(anyhow!(
                "several findings begin with {digits}:\n{}",
                list.join("\n")
            )));
        }
        (What::Fingerprint(digits), None) => {
            return Err(Failure::Usage(anyhow!("no finding has a fingerprint that begins with {digits}")));
        }
        (What::Rule(rule), None) => {
            let none = say("The rule has no finding there.", "該處無此規則之發現事項。");
            writeln!(out, "{}\n{}\n{none}", rule.text(how.lang).title, rule.id)?;
            return Ok(());
        }
        _ => {}
    }
    for (number, one) in found.iter().take(SHOWN).enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        report::finding::write(&mut *out, one, how)?;
    }
    let more = found.iter().skip(SHOWN);
    if more.len() > 0 {
        let count = more.len();
        writeln!(out, "\n{}", say(&format!("{count} more:"), &format!("另有 {count} 項：")))?;
        for one in more {
            writeln!(out, "  {}  {}", one.fingerprint, one.place())?;
        }
    }
    if let Some(rule) = found.first().and_then(|one| set.find(&one.rule)) {
        writeln!(out)?;
        write_text(rule, how.lang, false, out)?;
    }
    Ok(())
}

fn explain(rule: &Rule, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}\n{}", rule.text(lang).title, rule.id)?;
    write_text(rule, lang, true, out)
}

/// Severity, the texts, how to verify, the standards; what it finds only where no finding says it.
fn write_text(rule: &Rule, lang: Lang, finds: bool, out: &mut impl Write) -> io::Result<()> {
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(lang).to_owned();
    let text = rule.text(lang);
    let mappings = &rule.mappings;
    let (severity, confidence) = (rule.severity.text(), rule.confidence.text());
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
    ]
    .into_iter()
    .skip(usize::from(!finds))
    {
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
