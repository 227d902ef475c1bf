//! Code as text, for a person who checks a finding by hand.

use dex::{Method, MethodIdx};
use finding::{Location, Place};
use flow::MethodId;

use crate::Facts;
use crate::code::{Classes, DexFile};

/// Instructions around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// One line an instruction, as [`dex::disassemble`] writes it.
    pub lines: Vec<String>,
    /// Position in `lines` of the instruction at the place; none for the method as a whole.
    pub at: Option<usize>,
    /// Whether the method has more instructions before and after.
    pub cut: (bool, bool),
}

/// A call on the way from one method to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Code unit of the call in the calling method.
    pub pc: u32,
    /// Source line, where the code has a line table.
    pub line: Option<u32>,
}

impl Facts<'_> {
    /// Up to `around` instructions before and after a place in DEX code, or the first ones of a method; `None` for any
    /// other place and for code that cannot be read.
    pub fn listing(&self, location: &Location, around: usize) -> Option<Listing> {
        let (file, method, pc) = place_of(&self.code.classes, location)?;
        let code = method.code(&file.dex)?.ok()?;
        let pcs: Vec<u32> = code.instructions().map(|instruction| instruction.pc).collect();
        let at = pc.and_then(|pc| pcs.binary_search(&pc).ok());
        let first = at.unwrap_or(0).saturating_sub(around);
        let last = at.unwrap_or(around).saturating_add(around).min(pcs.len().saturating_sub(1));
        let window = *pcs.get(first)?..pcs.get(last)?.saturating_add(1);
        Some(Listing {
            lines: dex::disassemble(&file.dex, &code, window),
            at: at.map(|at| at.saturating_sub(first)),
            cut: (first > 0, last.saturating_add(1) < pcs.len()),
        })
    }

    /// The line of a place in DEX code, where it has a line table. R8 writes numbers that only its mapping file explains.
    pub fn source_line(&self, location: &Location) -> Option<u32> {
        let (file, method, pc) = place_of(&self.code.classes, location)?;
        method.code(&file.dex)?.ok()?.line(pc?)
    }

    /// The line that the platform states for a place in DEX code: without a line table it is the code unit.
    pub fn line_of(&self, location: &Location) -> Option<u32> {
        let (file, method, pc) = place_of(&self.code.classes, location)?;
        let code = method.code(&file.dex)?.ok()?;
        Some(code.line(pc?).unwrap_or(pc?))
    }

    /// Where one method calls another, both as `Lcls;->name(args)ret`: the first call that names it.
    pub fn step(&self, caller: &str, callee: &str) -> Option<Step> {
        let classes = &self.code.classes;
        let (from, to) = (method_of(classes, caller)?, method_of(classes, callee)?);
        let (file, _, method) = classes.method_at(from)?;
        let code = method.code(&file.dex)?.ok()?;
        let mut calls = code.instructions().filter(|one| one.op.is_invoke());
        let call = calls.find(|one| classes.resolve(file, MethodIdx(one.index_raw())) == Some(to))?;
        Some(Step { pc: call.pc, line: code.line(call.pc) })
    }
}

/// The method of a place and the instruction in it.
fn place_of<'c, 'a>(
    classes: &'c Classes<'a>,
    location: &Location,
) -> Option<(&'c DexFile<'a>, Method, Option<u32>)> {
    let Place::Code { class, method, pc } = &location.place else { return None };
    // Of two files that define the class, the one that the place names.
    let wanted = format!("{class}->{method}");
    for file in classes.files.iter().filter(|file| file.artifact == location.artifact) {
        let Some(class) = file.dex.find_type(class) else { continue };
        for one in file.dex.classes().filter(|one| one.type_ == class) {
            let mut methods = one.methods(&file.dex);
            let found = methods.find(|method| {
                file.dex.method_signature(method.idx).is_some_and(|name| finding::escape(&name) == wanted)
            });
            if let Some(method) = found {
                return Some((file, method, *pc));
            }
        }
    }
    None
}

pub(crate) fn method_of(classes: &Classes<'_>, signature: &str) -> Option<MethodId> {
    let class = classes.id(signature.split_once("->")?.0)?;
    let mut methods = classes.methods_of(class).map(|(id, _)| id);
    methods.find(|id| classes.signature(*id).is_some_and(|name| finding::escape(&name) == signature))
}
