use std::collections::BTreeSet;

use dex::Opcode;
use facts::{CallSite, Const, Facts, Interest, MethodPattern, View};
use finding::{Location, Origin, Place, Text};
use rules::Sink;

use super::sensitive::{hides, is_password, words};
use crate::{Detector, Unknown};

/// A field for something secret whose content the keyboard learns or the screen shows.
pub(crate) struct LearnedInput;

const SET_INPUT_TYPE: &str = "Landroid/widget/TextView;->setInputType(I)";
const SET_METHOD: &str =
    "Landroid/widget/TextView;->setTransformationMethod(Landroid/text/method/TransformationMethod;)";

/// `InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS`.
const NO_SUGGESTIONS: i64 = 0x8_0000;
/// `EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING`.
const NO_LEARNING: i64 = 0x100_0000;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// A password: nobody may read it over the shoulder.
    Secret,
    /// A number of a person or an account: the keyboard must not learn it.
    Personal,
}

const SECRET: &[&str] =
    &["password", "passwd", "pwd", "passcode", "passphrase", "pin", "pincode", "cvv", "cvc", "otp"];
/// Words that mean it together, and one alone.
const PERSONAL: &[&[&str]] = &[
    &["account"],
    &["card", "number"],
    &["card", "no"],
    &["cardnumber"],
    &["cardno"],
    &["national", "id"],
    &["identity"],
    &["id", "number"],
    &["id", "no"],
    &["idno"],
    &["idnumber"],
    &["ssn"],
    &["passport"],
];
const CHINESE: &[(&str, Content)] = &[
    ("密碼", Content::Secret),
    ("驗證碼", Content::Secret),
    ("身分證", Content::Personal),
    ("身份證", Content::Personal),
    ("帳號", Content::Personal),
    ("卡號", Content::Personal),
];
/// Words of fields that only look for something, or name it.
const NOT: &[&str] =
    &["search", "query", "filter", "keyword", "name", "title", "nickname", "memo", "note", "captcha"];

impl Detector for LearnedInput {
    fn id(&self) -> &'static str {
        "learned-input"
    }

    fn interest(&self, interest: &mut Interest) {
        interest.add_layouts();
        MethodPattern::parse(SET_INPUT_TYPE).into_iter().for_each(|pattern| interest.add_call(pattern, &[0]));
        MethodPattern::parse(SET_METHOD).into_iter().for_each(|pattern| interest.add_method(pattern));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let calls: Vec<&CallSite> = facts.code.calls_to(SET_INPUT_TYPE).collect();
        let mended = mended(facts, &calls);
        let mut fields = 0u32;
        for view in facts.layouts.views().filter(|view| is_field(view)) {
            fields = fields.saturating_add(1);
            let hint = view.hint.main().map_or("", String::as_str);
            let Some(content) = content(&view.id).or_else(|| content(hint)) else { continue };
            let learns = |&kind: &i64| is_learned(kind, content);
            let learned = view.input_type.is(learns);
            let protected = is_password(view)
                || view.ime_options.is(|&options| options & NO_LEARNING != 0) == facts::Tri::Yes
                    && content == Content::Personal
                || view.number != 0 && mended.contains(&view.number);
            match learned {
                _ if protected => {}
                facts::Tri::No => {}
                facts::Tri::Unknown => out.unknown(unresolved(&view.origin)),
                facts::Tri::Yes => {
                    let place = match view.input_type.is_written() {
                        true => view.place("inputType"),
                        false => view.origin.clone(),
                    };
                    let name = if view.id.is_empty() { hint } else { &view.id };
                    out.fail(place).value("field", name).value("input_type", view.input_type.to_string());
                }
            }
        }
        for call in &calls {
            if matches!(facts.origin_of(&call.location), Origin::ThirdParty(_)) {
                continue;
            }
            let Some((name, _)) = nearest_name(facts, &call.location) else { continue };
            let Some(content) = content(&name) else { continue };
            fields = fields.saturating_add(1);
            let Some(kind) = call.args.first() else { continue };
            let kinds = kind.each().iter();
            let known: Vec<i64> = kinds
                .filter_map(|kind| if let Const::Int(kind) = kind { Some(*kind) } else { None })
                .collect();
            // Showing the password for a moment switches between two kinds.
            if known.iter().any(|kind| !is_learned(*kind, content)) || shows_on_demand(facts, &call.location)
            {
                continue;
            }
            if !known.is_empty() {
                out.fail(call.location.clone()).value("field", &name).value("input_type", kind.to_string());
            }
        }
        out.examined("fields", fields);
        Ok(())
    }
}

/// A value is a reference that leads nowhere.
fn unresolved(place: &Location) -> Text {
    Text::new(
        format!("{place}: a value is a reference that the package does not resolve"),
        format!("{place}：設定值為套件內無法解析的參照"),
    )
}

fn is_field(view: &View) -> bool {
    let class = view.class.rsplit('.').next().unwrap_or_default();
    class.ends_with("EditText") || class.ends_with("AutoCompleteTextView")
}

/// What a field is for, by its name or the text in it.
fn content(name: &str) -> Option<Content> {
    if let Some((_, content)) = CHINESE.iter().find(|(word, _)| name.contains(word)) {
        return Some(*content);
    }
    // Sentences tell about many things.
    let words = words(name);
    if words.len() > 6 || words.iter().any(|word| NOT.contains(&word.as_str())) {
        return None;
    }
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    if SECRET.iter().any(|word| has(word)) {
        return Some(Content::Secret);
    }
    PERSONAL.iter().any(|all| all.iter().all(|word| has(word))).then_some(Content::Personal)
}

/// Whether a keyboard learns what is typed into a field of this kind, or anybody may read it.
fn is_learned(kind: i64, content: Content) -> bool {
    if hides(kind) {
        return false;
    }
    match (kind & 0xf, content) {
        // Digits typed on a number pad are no words to learn.
        (2..=4, Content::Personal) => false,
        (2..=4, Content::Secret) => true,
        // Without a kind it is text.
        _ => kind & NO_SUGGESTIONS == 0,
    }
}

/// Numbers of views whose kind code sets to one that is not learned, or whose content it hides.
fn mended(facts: &Facts<'_>, calls: &[&CallSite]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let sets = calls.iter().filter(|call| {
        let kinds = call.args.first().map(Const::each).unwrap_or_default();
        !kinds.iter().any(|kind| matches!(kind, Const::Int(kind) if is_learned(*kind, Content::Secret)))
    });
    let hides = facts.code.calls_to(SET_METHOD);
    let methods: BTreeSet<_> = sets.map(|call| call.caller()).chain(hides.map(CallSite::caller)).collect();
    for id in methods {
        let Some((file, _, method)) = facts.code.classes.method_at(id) else { continue };
        let Some(Ok(code)) = method.code(&file.dex) else { continue };
        let numbers = code.instructions().filter_map(|one| one.literal()).filter_map(|number| {
            u32::try_from(number & 0xffff_ffff).ok().filter(|number| number >> 24 == 0x7f)
        });
        found.extend(numbers);
    }
    found
}

/// The resource that code names last before a call: the view or the text that it is about.
fn nearest_name(facts: &Facts<'_>, call: &Location) -> Option<(String, u32)> {
    let Place::Code { pc: Some(end), .. } = call.place else { return None };
    let (file, _, method) = facts.code.classes.method_at(facts.method_of(call)?)?;
    let code = method.code(&file.dex)?.ok()?;
    let before = code.instructions().take_while(|one| one.pc < end);
    let names = before.filter(|one| (Opcode::CONST_4.0..=Opcode::CONST_WIDE_HIGH16.0).contains(&one.op.0));
    let names = names.filter_map(|one| {
        let number = u32::try_from(one.literal()? & 0xffff_ffff).ok()?;
        Some((facts.layouts.names.get(&number)?.clone(), number))
    });
    names.last()
}

/// Whether a method switches between hidden and shown, as the eye beside a password does.
fn shows_on_demand(facts: &Facts<'_>, call: &Location) -> bool {
    let here = |one: &&CallSite| match (&one.location.place, &call.place) {
        (Place::Code { class: a, method: b, .. }, Place::Code { class: c, method: d, .. }) => {
            a == c && b == d
        }
        _ => false,
    };
    let all = facts.code.calls_to(SET_INPUT_TYPE).filter(here);
    let kinds: Vec<&Const> = all.filter_map(|one| one.args.first()).collect();
    kinds.iter().flat_map(|kind| kind.each()).any(|kind| matches!(kind, Const::Int(kind) if hides(*kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_told_by_whole_words() {
        assert_eq!(content("et_password"), Some(Content::Secret));
        assert_eq!(content("loginPwd"), Some(Content::Secret));
        assert_eq!(content("national_id_hint"), Some(Content::Personal));
        assert_eq!(content("身分證字號"), Some(Content::Personal));
        assert_eq!(content("search_account"), None);
        assert_eq!(content("opinion"), None);
        assert_eq!(content("account_name"), None);
    }

    #[test]
    fn number_pads_do_not_learn_and_do_show() {
        assert!(!is_learned(0x2, Content::Personal));
        assert!(is_learned(0x2, Content::Secret));
        assert!(!is_learned(0x12, Content::Secret));
        assert!(is_learned(0x1, Content::Personal));
        assert!(!is_learned(0x8_0001, Content::Personal));
        assert!(is_learned(0, Content::Secret));
    }
}
