use finding::Evidence;
use serde::Deserialize;

/// What a rule tells a person, in one language. All five parts are required in every language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Names the weakness in a few words.
    pub title: String,
    /// What was seen. `{name}` stands for the evidence of that name.
    pub finds: String,
    /// Why it matters to a customer of a broker.
    pub risk: String,
    /// How to mend it.
    pub fix: String,
    /// When it is wrong, and how the rule avoids that.
    pub false_positives: String,
}

impl RuleText {
    /// Names that stand in braces in the `finds` sentence.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.finds.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
    }

    /// The `finds` sentence with the values of one finding in it.
    pub fn message(&self, evidence: &[Evidence]) -> String {
        let mut out = String::with_capacity(self.finds.len());
        let mut rest = self.finds.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            let values = evidence.iter().filter(|one| one.name == name).map(|one| one.value.as_str());
            let values: Vec<&str> = values.collect();
            out.push_str(&if values.is_empty() { "—".to_owned() } else { values.join(", ") });
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_takes_its_values_from_the_evidence() {
        let text = RuleText {
            title: String::new(),
            finds: "`{name}` asks {permission}".into(),
            risk: String::new(),
            fix: String::new(),
            false_positives: String::new(),
        };
        let evidence = [Evidence::new("name", ".Login")];
        assert_eq!(text.message(&evidence), "`.Login` asks —");
    }
}
