use facts::{Facts, Part, Seen};
use finding::{Text, Verdict};
use rules::{Rule, Sink};

/// Most reasons that one verdict lists; the rest is counted.
const MAX_REASONS: usize = 5;

/// Makes the verdict of what a rule saw. Not found is a pass only when everything the rule needs was read.
pub(crate) fn of(rule: &Rule, facts: &Facts<'_>, sink: Sink<'_>) -> Verdict {
    let Sink { mut findings, unknowns, examined, not_applicable, .. } = sink;
    findings.sort_by(|a, b| (&a.unit, &a.location, &a.anchor).cmp(&(&b.unit, &b.location, &b.anchor)));
    // One place is one finding, however many rows inherit it or patterns match it.
    findings.dedup_by(|a, b| a.unit == b.unit && a.location == b.location && a.anchor == b.anchor);
    let partly = rule.needs.iter().find_map(|&part| match facts.seen(part) {
        Seen::Partly(why) => Some(why.clone()),
        _ => None,
    });
    if !findings.is_empty() {
        return Verdict::Fail(findings, summary(unknowns.into_iter().chain(partly).collect()));
    }
    if let Some(why) = not_applicable {
        return Verdict::NotApplicable(why);
    }
    if let Some(why) = summary(unknowns.into_iter().chain(partly).collect()) {
        return Verdict::Inconclusive(why);
    }
    match rule.needs.iter().find(|&&part| *facts.seen(part) == Seen::Absent) {
        Some(part) => absent(*part),
        None => Verdict::Pass(examined),
    }
}

fn absent(part: Part) -> Verdict {
    let name = part.text();
    Verdict::NotApplicable(Text::new(
        format!("the app has no {}", name.en),
        format!("App 不含{}", name.zh_tw),
    ))
}

fn summary(mut reasons: Vec<Text>) -> Option<Text> {
    reasons.dedup();
    let more = reasons.len().saturating_sub(MAX_REASONS);
    reasons.truncate(MAX_REASONS);
    let mut all = reasons.into_iter().reduce(|all, one| Text {
        en: format!("{}; {}", all.en, one.en),
        zh_tw: format!("{}；{}", all.zh_tw, one.zh_tw),
    })?;
    if more > 0 {
        all.en.push_str(&format!("; and {more} more"));
        all.zh_tw.push_str(&format!("；另有 {more} 處"));
    }
    Some(all)
}
