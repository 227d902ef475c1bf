use finding::{Severity, Text, Verdict};
use package::Platform;
use rules::Ask;
use standards::{Decides, MasItem, mas_items};

use crate::{RuleVerdict, Scan};

/// What a scan says about one item of the MAS baseline. None of these is the lab's 符合.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// Findings speak against it.
    Contradicted,
    /// All that a file can prove speaks for it.
    Supported,
    /// A file alone cannot tell.
    Undecided,
    /// The item does not concern the app.
    NotApplicable,
    /// What would decide was not read.
    Incomplete,
}

impl ItemState {
    /// The word of the formats for programs.
    pub fn word(self) -> &'static str {
        match self {
            ItemState::Contradicted => "contradicted",
            ItemState::Supported => "supported",
            ItemState::Undecided => "undecided",
            ItemState::NotApplicable => "not_applicable",
            ItemState::Incomplete => "incomplete",
        }
    }

    /// The words of the reports.
    pub fn text(self) -> Text {
        match self {
            ItemState::Contradicted => Text::new("contradicted by static evidence", "靜態證據牴觸"),
            ItemState::Supported => Text::new("supported by static evidence", "靜態證據支持"),
            ItemState::Undecided => Text::new("cannot be decided statically", "靜態無法判定"),
            ItemState::NotApplicable => Text::new("not applicable", "不適用"),
            ItemState::Incomplete => Text::new("scan incomplete", "掃描未完成"),
        }
    }
}

/// One item and what speaks for or against it.
#[derive(Debug)]
pub struct ItemVerdict<'s, 'r> {
    /// The item.
    pub item: MasItem,
    /// What the scan says.
    pub state: ItemState,
    /// Why.
    pub reason: Text,
    /// Positions in [`Scan::findings`] of what speaks against it, or is a lead for the person who decides.
    pub findings: Vec<usize>,
    /// The rules that were asked, with their verdicts.
    pub rules: Vec<&'s RuleVerdict<'r>>,
}

impl<'r> Scan<'r, '_> {
    /// Every item of the MAS baseline, in its order.
    pub fn items(&self) -> Vec<ItemVerdict<'_, 'r>> {
        mas_items().map(|item| self.item(item)).collect()
    }

    fn item(&self, item: MasItem) -> ItemVerdict<'_, 'r> {
        let decides = match self.facts.app.platform {
            Platform::Android => item.android,
            Platform::Ios => item.ios,
        };
        let asks = |mas: &[String]| mas.iter().any(|id| id == item.id);
        let rules: Vec<&RuleVerdict<'r>> =
            self.verdicts.iter().filter(|one| asks(&one.rule.mappings.mas)).collect();
        // An informational finding is something to know, not something against the item.
        let counts = |severity: Severity| severity > Severity::Info;
        let findings: Vec<usize> = self
            .findings
            .iter()
            .enumerate()
            .filter(|(_, one)| asks(&one.rule.mappings.mas) && counts(one.finding.severity))
            .map(|(at, _)| at)
            .collect();
        let (state, reason) = self.judge(item, decides, &rules, findings.len());
        ItemVerdict { item, state, reason, findings, rules }
    }

    /// What the app looks for when it starts, where that is what the rules of an item ask.
    fn looked_for(&self, rules: &[&RuleVerdict<'r>]) -> Option<Text> {
        let defences = self.facts.defences()?;
        let threats = rules.iter().filter_map(|one| match &one.rule.ask {
            Ask::Detector(name) => detect::threat_of(name),
            _ => None,
        });
        let states = threats.filter_map(|threat| defences.iter().find(|one| one.threat == threat));
        let all = states.map(|one| {
            let (threat, state) = (one.threat.text(), one.checked.text());
            Text::new(format!("{}: {}", threat.en, state.en), format!("{}：{}", threat.zh_tw, state.zh_tw))
        });
        all.reduce(|a, b| Text::new(format!("{}; {}", a.en, b.en), format!("{}；{}", a.zh_tw, b.zh_tw)))
    }

    fn judge(
        &self,
        item: MasItem,
        decides: Decides,
        rules: &[&RuleVerdict<'r>],
        findings: usize,
    ) -> (ItemState, Text) {
        let contradicts = matches!(
            decides,
            Decides::Both | Decides::Failure | Decides::Configuration | Decides::SignOfFailure
        );
        if decides == Decides::NotConcerned {
            let why = Text::new("the item does not concern this platform", "本項目不適用於此平台");
            return (ItemState::NotApplicable, why);
        }
        if findings > 0 && contradicts {
            let why = Text::new(format!("{findings} findings"), format!("發現事項 {findings} 項"));
            return (ItemState::Contradicted, why);
        }
        let open = rules.iter().find_map(|one| match &one.verdict {
            Verdict::Inconclusive(why) => Some(why),
            _ => None,
        });
        if let Some(why) = open.filter(|_| contradicts) {
            let state = if self.is_incomplete() { ItemState::Incomplete } else { ItemState::Undecided };
            return (state, why.clone());
        }
        let passed = rules.iter().filter(|one| matches!(one.verdict, Verdict::Pass(_))).count();
        let proves = matches!(decides, Decides::Both | Decides::Configuration) && !item.is_conclusion();
        if proves && passed > 0 && self.is_incomplete() {
            let why = Text::new("the scan did not read everything", "本次掃描未完整讀取");
            return (ItemState::Incomplete, why);
        }
        if proves && passed > 0 {
            let part = decides == Decides::Configuration;
            let en = format!("{passed} rules passed{}", if part { "; the configuration only" } else { "" });
            let zh = format!("檢測規則 {passed} 條通過{}", if part { "，僅就設定部分" } else { "" });
            return (ItemState::Supported, Text::new(en, zh));
        }
        if let Some(why) = self.looked_for(rules).filter(|_| decides == Decides::Sign) {
            return (ItemState::Undecided, why);
        }
        let why = match (decides, findings) {
            _ if item.is_conclusion() => Text::new(
                "a conclusion of the whole examination, for a person to draw",
                "屬整體檢測之結論，須由人員認定",
            ),
            (Decides::Nothing, 0) => {
                Text::new("to be examined by hand or while the app runs", "須人工檢視或於執行中檢測")
            }
            (_, 0) if rules.is_empty() => Text::new("no rule gives signs for it yet", "尚無對應之檢測規則"),
            (_, 0) => Text::new(
                format!("no finding of {} rules, which proves nothing here", rules.len()),
                format!("{} 條規則均無發現，惟不足以證明符合", rules.len()),
            ),
            (_, count) => Text::new(
                format!("{count} findings to look into by hand"),
                format!("發現事項 {count} 項，須由人員判斷"),
            ),
        };
        (ItemState::Undecided, why)
    }
}
