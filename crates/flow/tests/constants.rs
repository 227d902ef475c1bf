//! What is known of an argument, in the shapes that javac, kotlinc and d8 give code.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use cursor::Limits;
use flow::{CallGraph, Classes, Const, DexFile, MethodId, Recorder, Site, Summaries, trace_wrappers};
use testkit::dex::{ClassBuilder, DexBuilder, Insn, insn};

const SINK: &str = "Lx/Sink;->use(Ljava/lang/Object;)V";
const PRIVATE: u32 = 0x2;
const STATIC: u32 = 0x8;
const FINAL: u32 = 0x10;

/// What the one call of the sink in `La/Case;->m` is given.
fn argument(build: impl FnOnce(DexBuilder) -> DexBuilder) -> Const {
    let bytes = build(DexBuilder::new()).build();
    let dex = dex::parse(&bytes, &Limits::default()).unwrap().value;
    let classes = Classes::new(vec![DexFile::new("classes.dex".into(), dex)]);
    let file = &classes.files[0];
    let (_, class) = classes.find("La/Case;").unwrap();
    let method =
        class.methods(&file.dex).find(|one| file.dex.method_signature(one.idx).unwrap().contains("->m("));
    let method = method.unwrap();
    let code = method.code(&file.dex).unwrap().unwrap();
    let wanted = |idx| file.dex.method_signature(idx).as_deref() == Some(SINK);
    let seen = Summaries::new(&classes).observe(file, &method, code, &wanted);
    assert!(seen.complete);
    seen.calls.first().map_or(Const::Unknown, |call| call.args[0].clone())
}

fn case(code: Vec<Insn>) -> impl FnOnce(ClassBuilder) -> ClassBuilder {
    |class| class.method("m", "(La/Case;)V", |method| method.registers(4).code(code))
}

fn use_of(register: u8) -> [Insn; 2] {
    [insn::invoke_static(SINK, &[register]), insn::return_void()]
}

fn text(value: &str) -> Const {
    Const::Text(value.into())
}

/// A class whose constructor stores a text in a field, and perhaps another method that stores another one.
fn with_instance_field(access: u32, changed: bool) -> Const {
    argument(|dex| {
        dex.class("La/Case;", |class| {
            let class = class.field("mode", "Ljava/lang/String;", access, None);
            let class = class.method("<init>", "()V", |method| {
                method.access(0x10001).registers(2).code([
                    insn::invoke_direct("Ljava/lang/Object;-><init>()V", &[1]),
                    insn::const_string(0, "AES"),
                    insn::iput_object(0, 1, "La/Case;->mode:Ljava/lang/String;"),
                    insn::return_void(),
                ])
            });
            let class = match changed {
                true => class.method("change", "(Ljava/lang/String;)V", |method| {
                    method.access(1).registers(2).code([
                        insn::iput_object(1, 0, "La/Case;->mode:Ljava/lang/String;"),
                        insn::return_void(),
                    ])
                }),
                false => class,
            };
            let mut code = vec![insn::iget_object(0, 3, "La/Case;->mode:Ljava/lang/String;")];
            code.extend(use_of(0));
            case(code)(class)
        })
    })
}

#[test]
fn a_field_that_only_the_constructor_stores_is_fixed() {
    assert_eq!(with_instance_field(PRIVATE | FINAL, false), text("AES"));
    assert_eq!(with_instance_field(PRIVATE, false), text("AES"));
    assert_eq!(with_instance_field(PRIVATE, true), Const::Unknown);
}

#[test]
fn a_static_field_need_not_be_final_when_nothing_else_stores_it() {
    let with = |changed: bool| {
        argument(|dex| {
            let dex = dex.class("La/Keys;", |class| {
                class.field("key", "[B", STATIC, None).method("<clinit>", "()V", |method| {
                    method.access(0x10008).registers(2).code([
                        insn::const16(1, 2),
                        insn::new_array(0, 1, "[B"),
                        insn::fill_array_data(0, 1, &[7, 8]),
                        insn::static_field(0x69, 0, "La/Keys;->key:[B"),
                        insn::return_void(),
                    ])
                })
            });
            let dex = match changed {
                true => dex.class("La/Other;", |class| {
                    class.method("set", "([B)V", |method| {
                        method
                            .registers(1)
                            .code([insn::static_field(0x69, 0, "La/Keys;->key:[B"), insn::return_void()])
                    })
                }),
                false => dex,
            };
            let mut code = vec![insn::static_field(0x62, 0, "La/Keys;->key:[B")];
            code.extend(use_of(0));
            dex.class("La/Case;", case(code))
        })
    };
    assert_eq!(with(false), Const::Bytes([7, 8].into()));
    assert!(matches!(with(true), Const::Field(_)));
}

#[test]
fn a_static_field_is_found_in_the_super_class() {
    let value = argument(|dex| {
        let dex = dex.class("La/Base;", |class| {
            let value = testkit::dex::Value::String("DES".into());
            class.field("NAME", "Ljava/lang/String;", STATIC | FINAL, Some(value))
        });
        let dex = dex.class("La/Sub;", |class| class.superclass("La/Base;"));
        let mut code = vec![insn::sget_object(0, "La/Sub;->NAME:Ljava/lang/String;")];
        code.extend(use_of(0));
        dex.class("La/Case;", case(code))
    });
    assert_eq!(value, text("DES"));
}

#[test]
fn a_branch_on_a_constant_goes_one_way() {
    let value = argument(|dex| {
        let mut code = vec![
            insn::const16(0, 4),
            insn::const_string(1, "AES"),
            // 4 & 2, as Kotlin asks for a default argument: and-int/lit8.
            insn::raw(&[0x00dd, 0x0200]),
            insn::if_eqz(0, "given"),
            insn::const_string(1, "DES"),
            insn::label("given"),
        ];
        code.extend(use_of(1));
        dex.class("La/Case;", case(code))
    });
    assert_eq!(value, text("AES"));
}

#[test]
fn texts_of_kotlin_are_put_together() {
    let plus = "Lkotlin/jvm/internal/Intrinsics;->stringPlus(Ljava/lang/String;Ljava/lang/Object;)Ljava/lang/String;";
    let value = argument(|dex| {
        let mut code = vec![
            insn::const_string(0, "AES/"),
            insn::const_string(1, "ECB"),
            insn::invoke_static(plus, &[0, 1]),
            insn::move_result_object(0),
        ];
        code.extend(use_of(0));
        dex.class("La/Case;", case(code))
    });
    assert_eq!(value, text("AES/ECB"));
}

#[test]
fn a_list_of_kotlin_holds_its_elements() {
    let list = "Lkotlin/collections/CollectionsKt;->listOf(Ljava/lang/Object;)Ljava/util/List;";
    let value = argument(|dex| {
        let mut code =
            vec![insn::const_string(0, "sh"), insn::invoke_static(list, &[0]), insn::move_result_object(0)];
        code.extend(use_of(0));
        dex.class("La/Case;", case(code))
    });
    assert_eq!(value, Const::List([text("sh")].into()));
}

#[test]
fn an_object_that_a_helper_makes_keeps_its_class() {
    let make = "La/Case;->make()Ljavax/net/ssl/HostnameVerifier;";
    let value = argument(|dex| {
        let mut code = vec![insn::invoke_static(make, &[]), insn::move_result_object(0)];
        code.extend(use_of(0));
        let dex = dex.class("La/Yes;", |class| class.interface("Ljavax/net/ssl/HostnameVerifier;"));
        dex.class("La/Case;", |class| {
            let class = class.method("make", "()Ljavax/net/ssl/HostnameVerifier;", |method| {
                method.registers(1).code([
                    insn::new_instance(0, "La/Yes;"),
                    insn::invoke_direct("La/Yes;-><init>()V", &[0]),
                    insn::return_object(0),
                ])
            });
            case(code)(class)
        })
    });
    // The place is where this method gets it.
    assert_eq!(value, Const::New { class: "La/Yes;".into(), pc: 0 });
}

/// `open$default(alg, mask)`: the default stands in for the argument when bit 1 of the mask is set.
#[test]
fn a_default_argument_counts_only_for_calls_that_leave_it_out() {
    let bytes = DexBuilder::new()
        .class("La/Case;", |class| {
            let class = class.method("open$default", "(Ljava/lang/String;I)V", |method| {
                method.registers(3).code([
                    // and-int/lit8 v2, v2, 1
                    insn::raw(&[0x02dd, 0x0102]),
                    insn::if_eqz(2, "given"),
                    insn::const_string(1, "DES"),
                    insn::label("given"),
                    insn::invoke_static(SINK, &[1]),
                    insn::return_void(),
                ])
            });
            let call = "La/Case;->open$default(Ljava/lang/String;I)V";
            let class = class.method("given", "()V", |method| {
                let code = [insn::const_string(0, "AES"), insn::const16(1, 0)];
                method
                    .registers(2)
                    .code(code.into_iter().chain([insn::invoke_static(call, &[0, 1]), insn::return_void()]))
            });
            class.method("left_out", "()V", |method| {
                let code = [insn::const16(0, 0), insn::const16(1, 1)];
                method
                    .registers(2)
                    .code(code.into_iter().chain([insn::invoke_static(call, &[0, 1]), insn::return_void()]))
            })
        })
        .build();
    let dex = dex::parse(&bytes, &Limits::default()).unwrap().value;
    let classes = Classes::new(vec![DexFile::new("classes.dex".into(), dex)]);
    let file = &classes.files[0];
    let mut recorder = Recorder::new(&classes, file);
    let mut sites = Vec::new();
    for (id, method) in
        (0..).map(MethodId).zip(classes.classes_of(0).flat_map(|(class, _)| class.methods(&file.dex)))
    {
        let code = method.code(&file.dex).unwrap().unwrap();
        recorder.begin(id);
        for instruction in code.instructions().filter(|one| one.op.is_invoke()) {
            recorder.call(dex::MethodIdx(instruction.index_raw()));
        }
        recorder.end();
        let wanted = |idx| file.dex.method_signature(idx).as_deref() == Some(SINK);
        for call in Summaries::new(&classes).observe(file, &method, code, &wanted).calls {
            let (receiver, args) = (call.receiver, call.args);
            let (follow, leads_to) = (vec![0], None);
            sites.push(Site { caller: id, pc: call.pc, receiver, args, follow, leads_to, traced: false });
        }
    }
    let graph = CallGraph::new(&classes, vec![recorder.finish()]);
    trace_wrappers(&classes, &graph, &mut sites);
    let mut seen: Vec<String> = sites.iter().skip(1).map(|site| site.args[0].to_string()).collect();
    seen.sort();
    assert_eq!(seen, ["\"AES\"", "\"DES\""]);
}
