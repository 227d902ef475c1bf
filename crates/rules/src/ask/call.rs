use std::collections::{BTreeMap, BTreeSet};

use facts::{CallSite, Const, Facts, Interest, MethodPattern, Scalar, Tri};
use finding::{Evidence, Location, Place, Severity, Text};
use serde::Deserialize;

use super::Mistake;
use crate::{Sink, Test};

/// `[ask.call]`: calls of a method whose arguments meet every condition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallAsk {
    /// `Lcls;->name(params)`; `*` at the end stands for any further parameters. Subclasses are meant too.
    #[serde(default)]
    method: Option<String>,
    /// Several methods with the same arguments.
    #[serde(default)]
    methods: Vec<String>,
    /// Conditions by number of the declared parameter, from 0.
    #[serde(default)]
    arg: BTreeMap<String, Test>,
    /// Whether arguments are shown masked, because they may be keys or passwords.
    #[serde(default)]
    secret: bool,
    /// Only for apps whose target API level meets this.
    target_sdk: Option<Test>,
    /// Only for apps whose minimum API level meets this.
    min_sdk: Option<Test>,
    /// Only for apps that ask for this permission, without which the platform refuses the call.
    permission: Option<String>,
    /// Calls in classes that match this are left out: libraries that wrap the method for others.
    outside: Option<Test>,
    /// What makes a finding worse, or less bad; the first that holds counts.
    #[serde(default)]
    when: Vec<When>,
}

/// `[[ask.call.when]]`: another severity where the method around the call says more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    #[serde(deserialize_with = "severity")]
    severity: Severity,
    /// The method also calls one of these.
    #[serde(default)]
    beside: Vec<String>,
    /// Conditions on the arguments of that other call.
    #[serde(default)]
    arg: BTreeMap<String, Test>,
    /// The class and name of the method match this.
    within: Option<Test>,
}

fn severity<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Severity, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

impl When {
    fn patterns(&self) -> impl Iterator<Item = &str> {
        self.beside.iter().map(String::as_str)
    }

    fn holds(&self, facts: &Facts<'_>, location: &Location) -> bool {
        let Place::Code { class, method, .. } = &location.place else { return false };
        let name = format!("{class}->{}", method.split('(').next().unwrap_or_default());
        let within = self.within.as_ref().is_none_or(|test| test.holds(Scalar::Text(&name)));
        let mut beside = self.patterns().flat_map(|pattern| facts.code.calls_to(pattern)).filter(|site| {
            matches!(&site.location.place, Place::Code { class: a, method: b, .. } if a == class && b == method)
        });
        let meets = |site: &CallSite| {
            self.arg.iter().all(|(number, test)| {
                let argument = number.parse().ok().and_then(|number: usize| site.args.get(number));
                argument.is_some_and(|argument| decide(argument, test) == Tri::Yes)
            })
        };
        within && (self.beside.is_empty() || beside.any(meets))
    }
}

impl CallAsk {
    fn patterns(&self) -> impl Iterator<Item = &str> {
        self.method.iter().chain(&self.methods).map(String::as_str)
    }

    pub(super) fn check(&self) -> Result<(), Mistake> {
        let mistake = |message| Err(Mistake { span: None, message });
        if self.patterns().next().is_none() {
            return mistake("a call needs `method` or `methods`".to_owned());
        }
        for pattern in self.patterns().chain(self.when.iter().flat_map(When::patterns)) {
            if let Err(message) = MethodPattern::parse(pattern) {
                return mistake(format!("`{pattern}`: {message}"));
            }
        }
        let numbers = self.arg.keys().chain(self.when.iter().flat_map(|when| when.arg.keys()));
        match numbers.into_iter().find(|key| key.parse::<usize>().is_err()) {
            Some(key) => mistake(format!("`arg.{key}`: a parameter is named by its number from 0")),
            None => Ok(()),
        }
    }

    pub(super) fn interest(&self, interest: &mut Interest) {
        for pattern in self.patterns().filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
            interest.add_call(pattern, &self.numbers());
        }
        let beside = self.when.iter().flat_map(When::patterns);
        beside
            .filter_map(|pattern| MethodPattern::parse(pattern).ok())
            .for_each(|one| interest.add_method(one));
    }

    /// Numbers of the parameters that decide.
    fn numbers(&self) -> Vec<usize> {
        self.arg.keys().filter_map(|number| number.parse().ok()).collect()
    }

    /// Whether the app's API levels let the question arise.
    fn applies(&self, facts: &Facts<'_>) -> Tri {
        let holds = |test: &Option<Test>, level: Option<i64>| match (test, level) {
            (None, _) => Tri::Yes,
            (Some(_), None) => Tri::Unknown,
            (Some(test), Some(level)) => test.holds(Scalar::Int(level)).into(),
        };
        let manifest = facts.manifest.as_ref();
        let target = manifest.and_then(|manifest| manifest.target_sdk());
        let min = manifest.and_then(|manifest| manifest.min_sdk());
        let permitted = match (&self.permission, manifest) {
            (None, _) => Tri::Yes,
            (Some(_), None) => Tri::Unknown,
            (Some(permission), Some(manifest)) => {
                let asked =
                    manifest.uses_permissions.iter().map(|uses| uses.name.is(|one| one == permission));
                asked.fold(Tri::No, Tri::or)
            }
        };
        holds(&self.target_sdk, target).and(holds(&self.min_sdk, min)).and(permitted)
    }

    pub(super) fn answer(&self, facts: &Facts<'_>, out: &mut Sink<'_>) {
        let applies = self.applies(facts);
        if applies == Tri::No {
            out.not_applicable(Text::new(
                "the platform does this differently at the app's API levels, or refuses it without a permission",
                "依 App 之 API 等級或所要求之權限，平台不適用此行為",
            ));
            return;
        }
        let left_out = |site: &CallSite| match (&self.outside, &site.location.place) {
            (Some(test), Place::Code { class, .. }) => test.holds(Scalar::Text(class)),
            _ => false,
        };
        let sites = self.patterns().flat_map(|pattern| facts.code.calls_to(pattern));
        let mut sites: Vec<&CallSite> = sites.filter(|site| !left_out(site)).collect();
        // Calls themselves first, then wrappers around them from the inside out.
        sites.sort_by(|a, b| (a.via.len(), &a.location).cmp(&(b.via.len(), &b.location)));
        sites.dedup_by(|a, b| a.location == b.location && a.via == b.via && a.callee == b.callee);
        out.examined("calls", sites.iter().filter(|site| site.via.is_empty()).count());
        // Where the answer is yes whatever a caller passes, the caller is not asked.
        let mut decided: BTreeSet<&Location> = BTreeSet::new();
        let mut reported: Vec<(&Location, &str, Vec<&Const>)> = Vec::new();
        let numbers = self.numbers();
        for site in sites {
            let args: Vec<&Const> = numbers.iter().filter_map(|number| site.args.get(*number)).collect();
            if site.via.first().is_some_and(|inner| decided.contains(inner)) {
                decided.insert(&site.location);
                continue;
            }
            let holds = numbers.iter().zip(self.arg.values()).fold(applies, |holds, (number, test)| {
                let argument = site.args.get(*number);
                holds.and(argument.map_or(Tri::No, |argument| decide(argument, test)))
            });
            if holds != Tri::Yes && site.traced && args.iter().any(|value| value.has_parameter()) {
                continue;
            }
            if holds == Tri::Yes {
                decided.insert(&site.location);
            }
            // One call of a wrapper may lead to several calls with the same argument.
            if !site.via.is_empty() {
                let key = (&site.location, site.callee.as_str(), args);
                if reported.contains(&key) {
                    continue;
                }
                reported.push(key);
            }
            match holds {
                Tri::No => {}
                Tri::Yes => {
                    let mut draft =
                        out.fail(site.location.clone()).value("callee", &site.callee).anchor(&site.callee);
                    for number in self.arg.keys() {
                        if let Some(value) =
                            number.parse().ok().and_then(|number: usize| site.args.get(number))
                        {
                            let name = format!("arg.{number}");
                            draft = draft.evidence(if self.secret {
                                Evidence::masked(name, &value.plain())
                            } else {
                                Evidence::new(name, value.to_string())
                            });
                        }
                    }
                    let when = self.when.iter().find(|when| when.holds(facts, &site.location));
                    if let Some(when) = when {
                        draft = draft.severity(when.severity);
                    }
                    if !site.via.is_empty() {
                        let via: Vec<String> = site.via.iter().map(|via| via.place.to_string()).collect();
                        draft.value("via", via.join(" → "));
                    }
                }
                Tri::Unknown => out.unknown(Text::new(
                    format!("{}: an argument is not a constant in this method", site.location),
                    format!("{}：引數非此方法內之常數", site.location),
                )),
            }
        }
    }
}

fn decide(argument: &Const, test: &Test) -> Tri {
    // An argument made at run time is the normal case here, so it answers the question instead of leaving it open.
    if let Some(wanted) = test.constant {
        let meets = argument.each().iter().any(|one| match one {
            Const::Int(value) => test.holds(Scalar::Int(*value)),
            Const::Text(value) => test.holds(Scalar::Text(value)),
            Const::Bytes(bytes) if bytes.is_empty() => test.holds(Scalar::Text("")),
            _ => true,
        });
        return (argument.is_known() == wanted && meets).into();
    }
    match argument {
        Const::Int(value) => test.holds(Scalar::Int(*value)).into(),
        Const::Text(value) => test.holds(Scalar::Text(value)).into(),
        Const::OneOf(values) => {
            let holds = values.iter().map(|value| decide(value, test));
            holds
                .reduce(|a, b| {
                    if a == b {
                        a
                    } else if a == Tri::Yes || b == Tri::Yes {
                        Tri::Yes
                    } else {
                        Tri::Unknown
                    }
                })
                .unwrap_or(Tri::Unknown)
        }
        // An array meets a test when one of its elements does.
        Const::List(values) => {
            let holds = values.iter().map(|value| decide(value, test));
            holds.reduce(Tri::or).unwrap_or(Tri::No)
        }
        // A password may be spelt letter by letter.
        Const::Bytes(bytes) => {
            let units: Vec<u16> =
                bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
            String::from_utf16(&units).is_ok_and(|text| test.holds(Scalar::Text(&text))).into()
        }
        // A class is a value, only not one that a test of numbers or texts can meet.
        Const::Class(_) => Tri::No,
        Const::Joined(_)
        | Const::Parameter(_)
        | Const::New { .. }
        | Const::Result(_)
        | Const::Field(_)
        | Const::Unknown => Tri::Unknown,
    }
}
