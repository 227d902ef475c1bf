//! Code written by the test kit, with its classes and call graph.

use cursor::Limits;
use dex::{FieldIdx, MethodIdx, Opcode, TypeIdx};
use flow::{CallGraph, Classes, DexFile, MethodId, Recorder};
use testkit::dex::DexBuilder;

/// Runs a question over the code of a DEX.
pub(crate) fn with(dex: DexBuilder, ask: impl FnOnce(&Classes<'_>, &CallGraph)) {
    let bytes = dex.build();
    let parsed = dex::parse(&bytes, &Limits::default()).unwrap();
    let classes = Classes::new(vec![DexFile::new("classes.dex".into(), parsed.value)]);
    let file = &classes.files[0];
    let mut recorder = Recorder::new(&classes, file);
    for id in methods(&classes) {
        let (_, _, method) = classes.method_at(id).unwrap();
        let Some(Ok(code)) = method.code(&file.dex) else { continue };
        recorder.begin(id);
        for instruction in code.instructions() {
            let (op, index) = (instruction.op, instruction.index_raw());
            if op.is_invoke() && !matches!(op, Opcode::INVOKE_CUSTOM | Opcode::INVOKE_CUSTOM_RANGE) {
                recorder.call(MethodIdx(index));
            } else if matches!(op, Opcode::NEW_INSTANCE | Opcode::CONST_CLASS) {
                recorder.make(TypeIdx(index));
            } else if (Opcode::IPUT.0..=Opcode::IPUT_SHORT.0).contains(&op.0)
                || (Opcode::SPUT.0..=Opcode::SPUT_SHORT.0).contains(&op.0)
            {
                recorder.store(FieldIdx(index));
            }
        }
        recorder.end();
    }
    let graph = CallGraph::new(&classes, vec![recorder.finish()]);
    ask(&classes, &graph);
}

/// Every method of the code.
pub(crate) fn methods(classes: &Classes<'_>) -> impl Iterator<Item = MethodId> + use<> {
    (0..u32::try_from(classes.method_count()).unwrap()).map(MethodId)
}

/// The method of this name, and the code units of its calls of a method whose signature holds `callee`.
#[allow(dead_code, reason = "not every test file asks for calls")]
pub(crate) fn calls(classes: &Classes<'_>, name: &str, callee: &str) -> (MethodId, Vec<u32>) {
    let called = format!("->{name}(");
    let id = methods(classes).find(|id| classes.signature(*id).unwrap().contains(&called)).unwrap();
    let (file, _, method) = classes.method_at(id).unwrap();
    let code = method.code(&file.dex).unwrap().unwrap();
    let is_call = |one: &dex::Instruction<'_>| {
        one.op.is_invoke()
            && file
                .dex
                .method_signature(MethodIdx(one.index_raw()))
                .is_some_and(|signature| signature.contains(callee))
    };
    (id, code.instructions().filter(is_call).map(|one| one.pc).collect())
}
