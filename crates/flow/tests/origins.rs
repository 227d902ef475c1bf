//! Where values come from: over registers, objects, fields, helpers and callers, and which tests stand between.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{calls, with};
use flow::{Const, Kind, Slice, Slicer, Which};
use testkit::dex::{DexBuilder, insn};

const SOURCE: &str = "Ltw/example/Out;->source()Ljava/lang/String;";
const OTHER: &str = "Ltw/example/Out;->other()Ljava/lang/String;";
const SINK: &str = "Ltw/example/Out;->sink(Ljava/lang/String;)V";
const CHECK: &str = "Ltw/example/Out;->check(Ljava/lang/String;)Z";

fn class(build: impl FnOnce(testkit::dex::ClassBuilder) -> testkit::dex::ClassBuilder) -> DexBuilder {
    DexBuilder::new().class("La/Case;", build)
}

/// The slice of what the one sink of a method gets.
fn sunk(dex: DexBuilder, method: &str, look: impl FnOnce(&Slice, &mut Slicer<'_, '_>)) {
    with(dex, |classes, graph| {
        let (id, at) = calls(classes, method, "->sink(");
        let mut slicer = Slicer::new(classes, graph);
        let slice = slicer.value(id, at[0], Which::Argument(0)).unwrap();
        assert!(slice.complete);
        look(&slice, &mut slicer);
    });
}

fn names(slice: &Slice) -> Vec<String> {
    slice
        .origins
        .iter()
        .map(|origin| match &origin.kind {
            Kind::Call(callee) => callee.split("->").nth(1).unwrap().split('(').next().unwrap().to_owned(),
            Kind::Literal(value) => value.to_string(),
            Kind::Parameter(at) => format!("p{at}"),
            Kind::This => "this".to_owned(),
            Kind::Field(field) => {
                format!(".{}", field.split("->").nth(1).unwrap().split(':').next().unwrap())
            }
            Kind::New(type_) => format!("new {type_}"),
            Kind::Caught => "caught".to_owned(),
        })
        .collect()
}

#[test]
fn what_a_write_hides_is_no_origin() {
    let dex = class(|class| {
        class.method("m", "()V", |method| {
            method.code([
                insn::invoke_static(SOURCE, &[]),
                insn::move_result_object(0),
                insn::move_object(1, 0),
                insn::invoke_static(OTHER, &[]),
                insn::move_result_object(0),
                insn::invoke_static(SINK, &[1]),
                insn::return_void(),
            ])
        })
    });
    sunk(dex, "m", |slice, _| assert_eq!(names(slice), ["source"]));
}

#[test]
fn both_ways_to_a_place_count() {
    let dex = class(|class| {
        class.method("m", "(I)V", |method| {
            method.code([
                insn::invoke_static(SOURCE, &[]),
                insn::move_result_object(0),
                insn::if_eqz(3, "go"),
                insn::const_string(0, "fixed"),
                insn::label("go"),
                insn::invoke_static(SINK, &[0]),
                insn::return_void(),
            ])
        })
    });
    sunk(dex, "m", |slice, _| {
        let mut found = names(slice);
        found.sort();
        assert_eq!(found, ["\"fixed\"", "source"]);
    });
}

#[test]
fn a_handler_sees_what_was_there_before_the_throw() {
    let dex = class(|class| {
        class.method("m", "()V", |method| {
            method.handler("from", "to", None, "caught").code([
                insn::const_string(0, "before"),
                insn::label("from"),
                insn::invoke_static(SOURCE, &[]),
                insn::move_result_object(0),
                insn::label("to"),
                insn::return_void(),
                insn::label("caught"),
                insn::move_exception(1),
                insn::invoke_static(SINK, &[0]),
                insn::return_void(),
            ])
        })
    });
    sunk(dex, "m", |slice, _| assert!(names(slice).contains(&"\"before\"".to_owned())));
}

#[test]
fn a_helper_is_left_to_the_call_it_was_entered_by() {
    let helper = "La/Case;->same(Ljava/lang/String;)Ljava/lang/String;";
    let dex = class(|class| {
        class
            .method("same", "(Ljava/lang/String;)Ljava/lang/String;", |method| {
                method.code([insn::return_object(3)])
            })
            .method("noise", "()V", |method| {
                method.code([
                    insn::invoke_static(OTHER, &[]),
                    insn::move_result_object(0),
                    insn::invoke_static(helper, &[0]),
                    insn::return_void(),
                ])
            })
            .method("m", "()V", |method| {
                method.code([
                    insn::invoke_static(SOURCE, &[]),
                    insn::move_result_object(0),
                    insn::invoke_static(helper, &[0]),
                    insn::move_result_object(0),
                    insn::invoke_static(SINK, &[0]),
                    insn::return_void(),
                ])
            })
    });
    sunk(dex, "m", |slice, _| {
        let found = names(slice);
        assert!(found.contains(&"source".to_owned()) && !found.contains(&"other".to_owned()), "{found:?}");
    });
}

#[test]
fn fields_and_callers_are_followed() {
    let dex = class(|class| {
        class
            .static_field("kept", "Ljava/lang/String;", None)
            .method("keep", "(Ljava/lang/String;)V", |method| {
                method.code([insn::sput_object(3, "La/Case;->kept:Ljava/lang/String;"), insn::return_void()])
            })
            .method("first", "()V", |method| {
                method.code([
                    insn::invoke_static(SOURCE, &[]),
                    insn::move_result_object(0),
                    insn::invoke_static("La/Case;->keep(Ljava/lang/String;)V", &[0]),
                    insn::return_void(),
                ])
            })
            .method("m", "()V", |method| {
                method.code([
                    insn::sget_object(0, "La/Case;->kept:Ljava/lang/String;"),
                    insn::invoke_static(SINK, &[0]),
                    insn::return_void(),
                ])
            })
    });
    sunk(dex, "m", |slice, _| assert_eq!(names(slice), [".kept", "p0", "source"]));
}

#[test]
fn an_object_holds_what_is_put_into_it_and_is_still_another_one() {
    let put =
        "Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;";
    let dex = class(|class| {
        class.method("m", "()V", |method| {
            method.code([
                insn::new_instance(0, "Landroid/content/Intent;"),
                insn::invoke_direct("Landroid/content/Intent;-><init>()V", &[0]),
                insn::invoke_static(SOURCE, &[]),
                insn::move_result_object(1),
                insn::const_string(2, "key"),
                insn::invoke_virtual(put, &[0, 2, 1]),
                insn::invoke_static(SINK, &[0]),
                insn::return_void(),
            ])
        })
    });
    with(dex, |classes, graph| {
        let (id, at) = calls(classes, "m", "->sink(");
        let mut slicer = Slicer::new(classes, graph);
        let content = slicer.value(id, at[0], Which::Argument(0)).unwrap();
        assert!(content.has_call(SOURCE) && content.texts().any(|(_, text)| text == "key"));
        let object = slicer.object(id, at[0], Which::Argument(0)).unwrap();
        assert_eq!(names(&object), ["putExtra", "<init>", "new Landroid/content/Intent;"]);
    });
}

#[test]
fn a_test_guards_when_every_way_passes_it() {
    // if (check(v)) sink(v), and with `around` a way past the test.
    let code = |around: bool| {
        let mut code = vec![insn::invoke_static(SOURCE, &[]), insn::move_result_object(0)];
        if around {
            code.push(insn::if_nez(3, "go"));
        }
        code.extend([
            insn::invoke_static(CHECK, &[0]),
            insn::move_result(1),
            insn::if_eqz(1, "end"),
            insn::label("go"),
            insn::invoke_static(SINK, &[0]),
            insn::label("end"),
            insn::return_void(),
        ]);
        class(|class| class.method("m", "(I)V", |method| method.code(code)))
    };
    for around in [false, true] {
        sunk(code(around), "m", |slice, slicer| {
            let origin = slice.calls().next().unwrap().0.clone();
            let guarded = slicer.is_guarded(slice, &origin, &|test| test.asks(&["check"]));
            assert_eq!(guarded, !around);
            assert!(!slicer.is_guarded(slice, &origin, &|test| test.asks(&["something else"])));
        });
    }
}

#[test]
fn a_test_that_must_fail_is_no_guard() {
    let dex = class(|class| {
        class.method("m", "()V", |method| {
            method.code([
                insn::invoke_static(SOURCE, &[]),
                insn::move_result_object(0),
                insn::invoke_static(CHECK, &[0]),
                insn::move_result(1),
                insn::if_nez(1, "end"),
                insn::invoke_static(SINK, &[0]),
                insn::label("end"),
                insn::return_void(),
            ])
        })
    });
    sunk(dex, "m", |slice, slicer| {
        let origin = slice.calls().next().unwrap().0.clone();
        assert!(!slicer.is_guarded(slice, &origin, &|test| test.asks(&["check"])));
    });
}

#[test]
fn a_place_is_conditional_when_every_caller_tests_first() {
    let dex = |second: bool| {
        class(|class| {
            let class = class
                .static_field("DEBUG", "Z", None)
                .method("on", "()V", |method| {
                    method.code([
                        insn::const_string(0, "x"),
                        insn::invoke_static(SINK, &[0]),
                        insn::return_void(),
                    ])
                })
                .method("start", "()V", |method| {
                    method.code([
                        insn::static_field(0x63, 0, "La/Case;->DEBUG:Z"),
                        insn::if_eqz(0, "end"),
                        insn::invoke_static("La/Case;->on()V", &[]),
                        insn::label("end"),
                        insn::return_void(),
                    ])
                });
            if !second {
                return class;
            }
            class.method("always", "()V", |method| {
                method.code([insn::invoke_static("La/Case;->on()V", &[]), insn::return_void()])
            })
        })
    };
    for second in [false, true] {
        with(dex(second), |classes, graph| {
            let (id, at) = calls(classes, "on", "->sink(");
            let mut slicer = Slicer::new(classes, graph);
            assert_eq!(slicer.is_conditional(id, at[0], &|test| test.reads("DEBUG")), !second);
        });
    }
}

#[test]
fn constants_of_final_fields_are_literals() {
    let dex =
        class(|class| {
            class
                .field("HOST", "Ljava/lang/String;", 0x19, Some(testkit::dex::Value::String("h".into())))
                .method("m", "()V", |method| {
                    method.code([
                        insn::sget_object(0, "La/Case;->HOST:Ljava/lang/String;"),
                        insn::invoke_static(SINK, &[0]),
                        insn::return_void(),
                    ])
                })
        });
    sunk(dex, "m", |slice, _| {
        assert!(slice.origins.iter().any(|origin| origin.kind == Kind::Literal(Const::Text("h".into()))));
    });
}
