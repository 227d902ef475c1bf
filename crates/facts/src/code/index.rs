use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use aho_corasick::AhoCorasick;
use dex::{FieldIdx, Method, MethodIdx, Opcode, StringIdx, TypeIdx};
use finding::{Location, Place};

use super::named::{Named, NamedText};
use super::{Classes, Const, DexFile, Interest, StringScope};
use crate::owner::Texts;
use crate::search::Search;
use flow::{Edges, MethodId, Recorder, Summaries};

/// A call that a rule asked for.
#[derive(Debug, Clone)]
pub struct CallSite {
    /// The calling instruction; for a call of a wrapper, that call.
    pub location: Location,
    /// Signature as the code names it: `Lcls;->name(args)ret`.
    pub callee: String,
    /// What the receiver is, where it is known.
    pub receiver: Const,
    /// One value a declared parameter. A [`Const::Parameter`] is one of the method that contains the call.
    pub args: Vec<Const>,
    /// Calls inside wrappers through which this one comes to the callee, the one of the callee last; empty for a call of
    /// the callee itself.
    pub via: Vec<Location>,
    /// Whether what its arguments are elsewhere is told by calls of wrappers that lead here: it has callers in the app,
    /// and all of them were looked at.
    pub traced: bool,
    /// The method that contains it.
    pub caller: MethodId,
    /// Its code unit.
    pub pc: u32,
    /// Positions in [`Interest::methods`] of the patterns it matches.
    pub(crate) patterns: Vec<usize>,
}

impl CallSite {
    /// The method that contains it.
    pub fn caller(&self) -> MethodId {
        self.caller
    }
}

/// A text that a rule asked for, at one place.
#[derive(Debug, Clone)]
pub struct StringHit {
    /// Where it stands or is used.
    pub location: Location,
    /// The whole text.
    pub text: String,
    /// Position in [`Interest::strings`].
    pub(crate) pattern: usize,
}

/// What one DEX file holds of what the rules asked for.
#[derive(Debug, Default)]
pub struct DexIndex {
    pub(crate) calls: Vec<CallSite>,
    pub(crate) hits: Vec<StringHit>,
    pub(crate) named: Vec<NamedText>,
    pub(crate) edges: Edges,
    /// Classes that use a text of an SDK's signature, by position in the class table, with the text's in the string table.
    pub(crate) marks: Vec<(u32, u32)>,
    /// Methods with code.
    pub methods: u64,
    /// Instructions walked.
    pub instructions: u64,
    /// Methods whose code could not be read to the end.
    pub damaged: u64,
    /// Methods with calls that a rule asked for, whose registers were over the budget.
    pub over_budget: Vec<Location>,
}

/// A set of table positions.
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(len: u32) -> Self {
        Self(vec![0; (len as usize).div_ceil(64)])
    }
    pub(super) fn set(&mut self, at: u32) {
        if let Some(word) = self.0.get_mut(at as usize / 64) {
            *word |= 1 << (at % 64);
        }
    }
    pub(super) fn has(&self, at: u32) -> bool {
        self.0.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

/// Walks one DEX once.
pub(crate) fn index(classes: &Classes<'_>, at: usize, search: &Search<'_>) -> DexIndex {
    let Search { interest, literals: strings, names } = search;
    let mut out = DexIndex::default();
    let Some(file) = classes.files.get(at) else { return out };
    let wanted = wanted_methods(classes, file, interest);
    let texts = wanted_strings(file, interest, strings);
    let mut methods = Bits::new(file.dex.method_count());
    wanted.keys().copied().collect::<BTreeSet<_>>().into_iter().for_each(|idx| methods.set(idx));
    let mut uses = Bits::new(file.dex.string_count());
    texts.keys().copied().collect::<BTreeSet<_>>().into_iter().for_each(|idx| uses.set(idx));
    let mut used = Bits::new(file.dex.string_count());
    let named = Named::new(file, names);
    let mut signatures = Bits::new(file.dex.string_count());
    Texts::of(file).iter().for_each(|idx| signatures.set(idx));
    let mut summaries = Summaries::new(classes);
    let mut recorder = Recorder::new(classes, file);
    for (class, first) in classes.classes_of(at) {
        let mut members = class.methods(&file.dex);
        for (caller, method) in (first.0..).map(MethodId).zip(&mut members) {
            let code = match method.code(&file.dex) {
                None => continue,
                Some(Err(_)) => {
                    out.damaged = out.damaged.saturating_add(1);
                    continue;
                }
                Some(Ok(code)) => code,
            };
            out.methods = out.methods.saturating_add(1);
            recorder.begin(caller);
            let (mut calls, mut names_texts) = (false, false);
            let mut instructions = code.instructions();
            for instruction in &mut instructions {
                out.instructions = out.instructions.saturating_add(1);
                let op = instruction.op;
                names_texts |= named.as_ref().is_some_and(|named| named.concern(&instruction));
                if op.is_invoke() {
                    if !is_custom(op) {
                        calls |= methods.has(instruction.index_raw());
                        recorder.call(MethodIdx(instruction.index_raw()));
                    }
                } else if matches!(op, Opcode::NEW_INSTANCE | Opcode::CONST_CLASS) {
                    recorder.make(TypeIdx(instruction.index_raw()));
                } else if (Opcode::SGET.0..=Opcode::SPUT_SHORT.0).contains(&op.0) {
                    recorder.touch(FieldIdx(instruction.index_raw()));
                    if op.0 >= Opcode::SPUT.0 {
                        recorder.store(FieldIdx(instruction.index_raw()));
                    }
                } else if (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op.0) {
                    recorder.store(FieldIdx(instruction.index_raw()));
                } else if matches!(op, Opcode::CONST_STRING | Opcode::CONST_STRING_JUMBO) {
                    let idx = instruction.index_raw();
                    if signatures.has(idx) {
                        out.marks.push((class.index, idx));
                    }
                    if uses.has(idx) {
                        used.set(idx);
                        for (pattern, text) in texts.get(&idx).into_iter().flatten() {
                            let (location, text) =
                                (location_of(file, &method, Some(instruction.pc)), text.clone());
                            out.hits.push(StringHit { location, text, pattern: *pattern });
                        }
                    }
                }
            }
            recorder.end();
            if instructions.error().is_some() {
                out.damaged = out.damaged.saturating_add(1);
            }
            if let Some(named) = named.as_ref().filter(|_| names_texts) {
                named.of_method(file, &method, code, &mut out.named);
            }
            if calls {
                let seen = summaries.observe(file, &method, code, &|method| methods.has(method.0));
                if !seen.complete {
                    out.over_budget.push(location_of(file, &method, None));
                }
                out.calls.extend(seen.calls.into_iter().map(|call| CallSite {
                    location: location_of(file, &method, Some(call.pc)),
                    callee: file.dex.method_signature(call.method).unwrap_or_default(),
                    receiver: call.receiver,
                    args: call.args,
                    via: Vec::new(),
                    traced: false,
                    caller,
                    pc: call.pc,
                    patterns: wanted.get(&call.method.0).cloned().unwrap_or_default(),
                }));
            }
        }
        if members.error().is_some() {
            out.damaged = out.damaged.saturating_add(1);
        }
        if !texts.is_empty() {
            constant_fields(file, &class, &texts, &mut used, &mut out.hits);
        }
        if let Some(named) = &named {
            named.of_constants(file, &class, &mut out.named);
        }
    }
    out.edges = recorder.finish();
    // Texts that no instruction and no constant field uses stand in the table alone.
    let mut rest: Vec<(&u32, &Vec<(usize, String)>)> = texts.iter().collect();
    rest.sort_by_key(|(idx, _)| **idx);
    for (idx, found) in rest.into_iter().filter(|(idx, _)| !used.has(**idx)) {
        for (pattern, text) in found {
            let place = Place::Symbol(format!("string {idx}"));
            let location = Location { artifact: file.artifact.clone(), place };
            out.hits.push(StringHit { location, text: text.clone(), pattern: *pattern });
        }
    }
    out
}

fn is_custom(op: Opcode) -> bool {
    matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE)
}

/// Where a method, or an instruction of it, stands.
pub fn location_of(file: &DexFile<'_>, method: &Method, pc: Option<u32>) -> Location {
    let signature = file.dex.method_signature(method.idx).unwrap_or_default();
    let (class, name) = signature.split_once("->").unwrap_or(("", &signature));
    let place = Place::Code { class: finding::escape(class), method: finding::escape(name), pc };
    Location { artifact: file.artifact.clone(), place }
}

/// Method references of one DEX that match a pattern, with the patterns.
fn wanted_methods(
    classes: &Classes<'_>,
    file: &DexFile<'_>,
    interest: &Interest,
) -> HashMap<u32, Vec<usize>> {
    let mut by_name: HashMap<StringIdx, Vec<usize>> = HashMap::new();
    for (at, pattern) in interest.methods().iter().enumerate() {
        if let Some(name) = file.dex.find_string(&dex::mutf8::encode(&pattern.name)) {
            by_name.entry(name).or_default().push(at);
        }
    }
    let mut wanted: HashMap<u32, Vec<usize>> = HashMap::new();
    // The table is sorted by class, so one class above another is looked up once.
    let mut chain = (None, Vec::new());
    for (idx, reference) in file.dex.method_refs() {
        let Some(patterns) = by_name.get(&reference.name) else { continue };
        let Some(proto) = file.dex.proto_signature(reference.proto) else { continue };
        let Some(params) =
            proto.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(params, _)| params)
        else {
            continue;
        };
        let named = patterns.iter().filter_map(|at| Some((*at, interest.methods().get(*at)?)));
        let mut fitting = named.filter(|(_, pattern)| pattern.takes(params)).peekable();
        if fitting.peek().is_none() {
            continue;
        }
        if chain.0 != Some(reference.class) {
            chain = (Some(reference.class), classes.chain_of(file, reference.class));
        }
        for (at, pattern) in fitting {
            // A constructor makes an object of its own class and no other.
            let mut above = chain.1.iter().take(if pattern.name == "<init>" { 1 } else { usize::MAX });
            if above.any(|class| *class == pattern.class) {
                wanted.entry(idx.0).or_default().push(at);
            }
        }
    }
    wanted
}

/// The literals of all string patterns, for one pass over a text.
pub(crate) struct Literals {
    automaton: Option<AhoCorasick>,
    /// Pattern of each literal.
    pattern_of: Vec<usize>,
}

impl Literals {
    pub(crate) fn new(interest: &Interest) -> Self {
        let pairs = interest.strings().iter().enumerate();
        let pairs: Vec<(usize, &str)> = pairs
            .flat_map(|(at, pattern)| pattern.literals.iter().map(move |literal| (at, literal.as_str())))
            .collect();
        let literals = pairs.iter().map(|(_, literal)| *literal);
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(aho_corasick::AhoCorasickKind::DFA))
            .build(literals)
            .ok();
        let automaton = automaton.filter(|_| !pairs.is_empty());
        Self { automaton, pattern_of: pairs.into_iter().map(|(at, _)| at).collect() }
    }

    /// Patterns with a literal in this text, each once.
    pub(crate) fn candidates(&self, text: &[u8]) -> Vec<usize> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found: Vec<usize> = Vec::new();
        for hit in automaton.find_overlapping_iter(text) {
            if let Some(&at) = self.pattern_of.get(hit.pattern().as_usize())
                && !found.contains(&at)
            {
                found.push(at);
            }
        }
        found.sort_unstable();
        found
    }

    /// Patterns with a literal in this text, each with the parts of the text around its literals.
    pub(crate) fn near(&self, text: &[u8], distance: usize) -> BTreeMap<usize, Vec<Range<usize>>> {
        let mut parts: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        let hits = self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text));
        for hit in hits {
            let Some(&at) = self.pattern_of.get(hit.pattern().as_usize()) else { continue };
            let part =
                hit.start().saturating_sub(distance)..hit.end().saturating_add(distance).min(text.len());
            let parts = parts.entry(at).or_default();
            match parts.last_mut().filter(|last| part.start <= last.end) {
                Some(last) => last.end = last.end.max(part.end),
                None => parts.push(part),
            }
        }
        parts
    }

    /// Patterns that match a text standing in this scope.
    pub(crate) fn matching(&self, interest: &Interest, scope: StringScope, text: &[u8]) -> Vec<usize> {
        let mut found = self.candidates(text);
        found.retain(|&at| {
            let pattern = interest.strings().get(at);
            pattern.is_some_and(|pattern| pattern.scopes.contains(&scope) && pattern.pattern.is_match(text))
        });
        found
    }
}

fn wanted_strings(
    file: &DexFile<'_>,
    interest: &Interest,
    literals: &Literals,
) -> HashMap<u32, Vec<(usize, String)>> {
    let mut wanted: HashMap<u32, Vec<(usize, String)>> = HashMap::new();
    if literals.automaton.is_none() {
        return wanted;
    }
    for (idx, bytes) in file.dex.strings() {
        let Some(bytes) = bytes else { continue };
        let found = literals.matching(interest, StringScope::Code, bytes);
        if !found.is_empty() {
            let text = dex::mutf8::decode(bytes).into_owned();
            wanted.insert(idx.0, found.into_iter().map(|at| (at, text.clone())).collect());
        }
    }
    wanted
}

/// Texts that are the initial value of a static field.
fn constant_fields(
    file: &DexFile<'_>,
    class: &dex::Class,
    texts: &HashMap<u32, Vec<(usize, String)>>,
    used: &mut Bits,
    hits: &mut Vec<StringHit>,
) {
    let fields = class.fields(&file.dex).filter(|field| field.is_static);
    for (field, value) in fields.zip(class.static_values(&file.dex)) {
        let dex::EncodedValue::String(idx) = value else { continue };
        let Some(found) = texts.get(&idx.0) else { continue };
        used.set(idx.0);
        let signature = file.dex.field_signature(field.idx).unwrap_or_default();
        let (class, name) = signature.split_once("->").unwrap_or(("", &signature));
        for (pattern, text) in found {
            let place = Place::Code { class: class.to_owned(), method: name.to_owned(), pc: None };
            let location = Location { artifact: file.artifact.clone(), place };
            hits.push(StringHit { location, text: text.clone(), pattern: *pattern });
        }
    }
}

/// What a method returns: one value a reachable return, or `None` when its code cannot be read.
pub(crate) fn returns(classes: &Classes<'_>, file: &DexFile<'_>, method: &Method) -> Option<Vec<Const>> {
    let code = method.code(&file.dex)?.ok()?;
    let seen = Summaries::new(classes).observe(file, method, code, &|_: MethodIdx| false);
    seen.complete.then_some(seen.returns)
}
