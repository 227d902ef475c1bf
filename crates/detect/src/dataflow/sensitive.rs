//! Which values are sensitive: by the names of what they come from and of the entries they are kept under.

use std::collections::HashMap;

use facts::{ClassId, Const, Facts, Kind, Slice, Slicer, ValueOrigin, Which};
use finding::{Confidence, Severity};

use super::words::{Matter, Of, matter};
use super::{parameter_type, parts};

/// Tells sensitive values apart. It remembers what it has judged.
pub(super) struct Sensitive<'f> {
    facts: &'f Facts<'f>,
    judged: HashMap<ValueOrigin, Option<Found>>,
    /// What objects of a class say of themselves.
    written: HashMap<ClassId, Option<Found>>,
}

/// Why a value is sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) matter: Matter,
    /// The name that says so, as code writes it: `getPassword()`, `"auth_token"`, `R.id.password`.
    pub(super) what: String,
}

impl Found {
    /// Medium for what lets somebody in, low for data of a person.
    pub(super) fn severity(&self) -> Severity {
        if self.matter == Matter::Person { Severity::Low } else { Severity::Medium }
    }

    /// What else is called a token, such as the number of a request, makes the bare word doubtful in code.
    pub(super) fn confidence(&self) -> Confidence {
        let is_bare = matches!(self.what.as_str(), "token" | "mToken" | "getToken()" | "token()");
        if is_bare { Confidence::Low } else { Confidence::Medium }
    }
}

impl<'f> Sensitive<'f> {
    pub(super) fn new(facts: &'f Facts<'f>) -> Self {
        Self { facts, judged: HashMap::new(), written: HashMap::new() }
    }

    /// The most sensitive origin of a slice of what can be read in a value.
    pub(super) fn first(&mut self, slicer: &mut Slicer<'_, '_>, slice: &Slice) -> Option<Found> {
        let mut found: Option<Found> = None;
        for origin in &slice.origins {
            // A constant that is named after a password is the name of an entry.
            let is_constant = matches!(origin.kind, Kind::Field(_))
                && slice.origins.iter().any(|one| {
                    (one.method, one.pc) == (origin.method, origin.pc) && matches!(one.kind, Kind::Literal(_))
                });
            if is_constant {
                continue;
            }
            if let Some(one) = self.judge(slicer, origin)
                && found.as_ref().is_none_or(|found| one.matter < found.matter)
            {
                found = Some(one);
            }
        }
        found
    }

    fn judge(&mut self, slicer: &mut Slicer<'_, '_>, origin: &ValueOrigin) -> Option<Found> {
        if let Some(known) = self.judged.get(origin) {
            return known.clone();
        }
        // What is judged within itself says nothing more.
        self.judged.insert(origin.clone(), None);
        let found = match &origin.kind {
            Kind::Call(callee) => self.call(slicer, origin, callee),
            Kind::New(class) => self.written_out(slicer, class),
            Kind::Field(field) => of_field(field),
            Kind::Parameter(at) => self.parameter(origin, *at),
            Kind::This | Kind::Literal(_) | Kind::Caught => None,
        };
        let found = found.or_else(|| {
            let type_ = self.type_of(origin)?;
            self.written_out(slicer, &type_)
        });
        self.judged.insert(origin.clone(), found.clone());
        found
    }

    /// The type of what a call, field or parameter gives.
    fn type_of(&self, origin: &ValueOrigin) -> Option<String> {
        match &origin.kind {
            Kind::Call(callee) => callee.rsplit(')').next().map(str::to_owned),
            Kind::Field(field) => field.rsplit_once(':').map(|(_, type_)| type_.to_owned()),
            Kind::Parameter(at) => {
                let signature = self.facts.code.classes.signature(origin.method)?;
                parameter_type(signature.split_once("->")?.1, *at).map(str::to_owned)
            }
            _ => None,
        }
    }

    /// What an object of the app says of itself when it is put into a text, as data classes of Kotlin do.
    fn written_out(&mut self, slicer: &mut Slicer<'_, '_>, class: &str) -> Option<Found> {
        let classes = &self.facts.code.classes;
        let id = classes.id(class)?;
        if let Some(known) = self.written.get(&id) {
            return known.clone();
        }
        // What an object writes of its own kind says nothing more.
        self.written.insert(id, None);
        let found = self.of_to_string(slicer, id);
        self.written.insert(id, found.clone());
        found
    }

    fn of_to_string(&mut self, slicer: &mut Slicer<'_, '_>, id: ClassId) -> Option<Found> {
        let classes = &self.facts.code.classes;
        let (to_string, _) = classes.methods_of(id).find(|(method, _)| {
            classes.signature(*method).is_some_and(|one| one.ends_with("->toString()Ljava/lang/String;"))
        })?;
        let slice = slicer.readable_result(to_string)?;
        self.first(slicer, &slice)
    }

    fn call(&mut self, slicer: &mut Slicer<'_, '_>, origin: &ValueOrigin, callee: &str) -> Option<Found> {
        let (class, name, params, returns) = parts(callee)?;
        if is_finder(name) {
            return self.view(slicer, origin, callee);
        }
        if class == "Landroid/telephony/SmsMessage;" && name.ends_with("MessageBody") {
            return Some(Found { matter: Matter::Code, what: "SmsMessage.getMessageBody()".to_owned() });
        }
        if class == "Landroid/webkit/CookieManager;" && name == "getCookie" {
            return Some(Found { matter: Matter::Token, what: "CookieManager.getCookie()".to_owned() });
        }
        let by_key = params.starts_with("Ljava/lang/String;") || params.starts_with("Ljava/lang/Object;");
        if by_key && TAKES.contains(&name) {
            return entry(slicer, origin);
        }
        let is_pair = parameter_type(callee.split_once("->")?.1, 1).is_some();
        if by_key && is_pair && PUTS.contains(&name) {
            let found = entry(slicer, origin)?;
            return puts_readable(slicer, origin).then_some(found);
        }
        // Tokens of a push service are addresses of the phone.
        let is_foreign =
            class.starts_with("Lcom/google/firebase/") || class.starts_with("Lcom/google/android/gms/");
        if is_foreign || !is_text(returns) {
            return None;
        }
        let matter = matter(name, Of::Code)?;
        // The tokens of a grammar.
        let simple = class.rsplit('/').next().unwrap_or_default();
        let of_grammar = ["Parser", "Lexer", "Tokens", "Tokenizer", "Scanner", "Token;"]
            .iter()
            .any(|one| simple.contains(one));
        let is_found = matter != Matter::Token || !of_grammar;
        is_found.then(|| Found { matter, what: format!("{name}()") })
    }

    /// A view that is found by a number: the number's name says what a customer types there.
    fn view(&self, slicer: &mut Slicer<'_, '_>, origin: &ValueOrigin, callee: &str) -> Option<Found> {
        let at = (0..4u16).find(|at| {
            parameter_type(callee.split_once("->").map_or("", |(_, rest)| rest), *at) == Some("I")
        })?;
        let slice = slicer.value(origin.method, origin.pc, Which::Argument(at))?;
        let mut numbers = slice.origins.iter().filter_map(|one| match &one.kind {
            Kind::Literal(Const::Int(number)) => Some(*number),
            _ => None,
        });
        let (number, None) = (numbers.next()?, numbers.next()) else { return None };
        let field = slice.origins.iter().find_map(|one| match &one.kind {
            Kind::Field(field) if field.contains("R$id;->") => Some(name_of_field(field).to_owned()),
            _ => None,
        });
        let name = field.or_else(|| self.facts.resource_name(number))?;
        let matter = matter(&name, Of::View)?;
        Some(Found { matter, what: format!("R.id.{name}") })
    }

    fn parameter(&self, origin: &ValueOrigin, at: u16) -> Option<Found> {
        let classes = &self.facts.code.classes;
        let (file, _, method) = classes.method_at(origin.method)?;
        let code = method.code(&file.dex)?.ok()?;
        let name = code.parameter_names().get(usize::from(at)).copied()??;
        let name = file.dex.string(name)?;
        let signature = classes.signature(origin.method)?;
        let type_ = parameter_type(signature.split_once("->")?.1, at)?;
        let matter = matter(&name, Of::Code).filter(|_| is_text(type_))?;
        Some(Found { matter, what: name.into_owned() })
    }
}

/// Methods whose first argument names what they give back.
const TAKES: &[&str] = &[
    "getString",
    "optString",
    "getStringExtra",
    "getCharSequence",
    "getCharSequenceExtra",
    "getQueryParameter",
    "getAsString",
    "getStringSet",
    "getByteArray",
    "getByteArrayExtra",
    "getCharArray",
    "getHeaderField",
    "getHeader",
    "header",
    "get",
    "getOrDefault",
    "getProperty",
];
/// Methods whose first argument names what the second one is kept under.
const PUTS: &[&str] = &[
    "put",
    "putExtra",
    "putString",
    "putCharSequence",
    "putByteArray",
    "putStringSet",
    "add",
    "addProperty",
    "addFormDataPart",
    "appendQueryParameter",
    "addQueryParameter",
    "addHeader",
    "setRequestProperty",
    "to",
];

/// What a constant key of a call says, such as `"auth_token"`.
pub(super) fn entry(slicer: &mut Slicer<'_, '_>, origin: &ValueOrigin) -> Option<Found> {
    let keys = slicer.readable(origin.method, origin.pc, Which::Argument(0))?;
    // An object that is a key, such as one of an enumeration, or a text that is computed names nothing for sure.
    let is_plain =
        |one: &ValueOrigin| matches!(one.kind, Kind::Literal(_) | Kind::Field(_) | Kind::Parameter(_));
    if !keys.origins.iter().all(is_plain) {
        return None;
    }
    keys.texts().find_map(|(_, key)| of_key(key))
}

/// What a key says.
pub(super) fn of_key(key: &str) -> Option<Found> {
    let matter = matter(key, Of::Entry)?;
    Some(Found { matter, what: format!("\"{key}\"") })
}

/// Whether the second argument of a call is more than a constant and was not encrypted or hashed.
pub(super) fn puts_readable(slicer: &mut Slicer<'_, '_>, origin: &ValueOrigin) -> bool {
    slicer.readable(origin.method, origin.pc, Which::Argument(1)).is_some_and(|slice| {
        let is_boolean = slice.has_call("Ljava/lang/Boolean;->valueOf");
        !slice.sealed && !is_boolean && slice.origins.iter().any(|one| !matches!(one.kind, Kind::Literal(_)))
    })
}

/// Methods that find a view by its number.
fn is_finder(name: &str) -> bool {
    matches!(name, "findViewById" | "requireViewById" | "findChildViewById" | "_$_findCachedViewById")
}

fn name_of_field(field: &str) -> &str {
    field.split_once("->").and_then(|(_, rest)| rest.split(':').next()).unwrap_or_default()
}

fn of_field(field: &str) -> Option<Found> {
    let type_ = field.rsplit_once(':')?.1;
    let of = if is_text(type_) || is_holder(type_) {
        Of::Code
    } else if is_view(type_) {
        Of::View
    } else {
        return None;
    };
    let name = name_of_field(field);
    let matter = matter(name.trim_end_matches("$delegate"), of)?;
    Some(Found { matter, what: name.to_owned() })
}

/// Types whose values are read as texts or bytes.
pub(super) fn is_text(type_: &str) -> bool {
    matches!(
        type_,
        "Ljava/lang/String;"
            | "Ljava/lang/CharSequence;"
            | "Ljava/lang/Object;"
            | "Ljava/lang/StringBuilder;"
            | "Landroid/text/Editable;"
            | "[C"
            | "[B"
    )
}

fn is_holder(type_: &str) -> bool {
    const HOLDERS: &[&str] =
        &["LiveData;", "StateFlow;", "MutableState;", "ObservableField;", "AtomicReference;"];
    HOLDERS.iter().any(|holder| type_.ends_with(holder))
}

fn is_view(type_: &str) -> bool {
    const VIEWS: &[&str] = &["EditText;", "TextView;", "TextInputLayout;", "PinView;", "OtpView;"];
    VIEWS.iter().any(|view| type_.ends_with(view))
}
