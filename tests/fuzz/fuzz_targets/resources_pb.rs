#![no_main]

appraise_fuzz::target!("resources_pb");
