// SPDX-License-Identifier: Apache-2.0
// CapMap.so's registration with LLVM's pass builder; what the passes do is in plugin.c.
#include "passes/plugin.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Passes/PassPlugin.h>
#include <llvm/Transforms/IPO/ConstantMerge.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>

using namespace llvm;

namespace
{
struct Extract : PassInfoMixin<Extract> {
	PreservedAnalyses run(Module &m, ModuleAnalysisManager &)
	{
		char message[1024];

		if (!plugin_extract(wrap(&m), message, sizeof(message)))
			m.getContext().emitError(message);
		return PreservedAnalyses::all();
	}
	static bool isRequired() // also at -O0
	{
		return true;
	}
};

struct Instrument : PassInfoMixin<Instrument> {
	plugin_host host;
	std::string options;

	Instrument(plugin_host where, StringRef text) : host(where), options(text)
	{
	}

	PreservedAnalyses run(Module &m, ModuleAnalysisManager &)
	{
		char message[1536];

		if (!plugin_instrument(wrap(&m), host, options.c_str(), message, sizeof(message)))
			m.getContext().emitError(message);
		return PreservedAnalyses::none();
	}
	static bool isRequired()
	{
		return true;
	}
};

struct Finish : PassInfoMixin<Finish> {
	plugin_host host;

	explicit Finish(plugin_host where) : host(where)
	{
	}

	PreservedAnalyses run(Module &m, ModuleAnalysisManager &)
	{
		char message[1536];

		if (!plugin_finish(wrap(&m), host, message, sizeof(message)))
			m.getContext().emitError(message);
		return PreservedAnalyses::none();
	}
	static bool isRequired()
	{
		return true;
	}
};
} // namespace

// The text between < and > of "name<text>"; false for another pass.
static bool named(StringRef pass, StringRef name, StringRef &options)
{
	if (!pass.consume_front(name))
		return false;
	options = pass;
	return pass.empty() || (options.consume_front("<") && options.consume_back(">"));
}

// What the pipeline does behind its last extension point: facts are to be of what is written to the
// object. Done twice it changes nothing more.
static void tidy(ModulePassManager &passes, OptimizationLevel level)
{
	if (level == OptimizationLevel::O0)
		return;
	passes.addPass(GlobalDCEPass());
	passes.addPass(ConstantMergePass());
}

static void extend(PassBuilder &builder)
{
	builder.registerOptimizerLastEPCallback(
	    [](ModulePassManager &passes, OptimizationLevel level) {
		    tidy(passes, level);
		    passes.addPass(Extract());
		    if (plugin_instruments())
			    passes.addPass(Instrument(PLUGIN_COMPILE, ""));
	    });
	builder.registerFullLinkTimeOptimizationEarlyEPCallback(
	    [](ModulePassManager &passes, OptimizationLevel) {
		    if (plugin_extracts_in_link())
			    passes.addPass(Extract());
		    if (plugin_instruments())
			    passes.addPass(Instrument(PLUGIN_LINK, ""));
	    });
	builder.registerFullLinkTimeOptimizationLastEPCallback(
	    [](ModulePassManager &passes, OptimizationLevel) {
		    if (plugin_instruments())
			    passes.addPass(Finish(PLUGIN_LINK));
	    });
	builder.registerPipelineParsingCallback(
	    [](StringRef name, ModulePassManager &passes, ArrayRef<PassBuilder::PipelineElement>) {
		    StringRef options;

		    if (name == "capmap-extract")
			    passes.addPass(Extract());
		    else if (named(name, "capmap-instrument", options))
			    passes.addPass(Instrument(PLUGIN_OPT, options));
		    else if (name == "capmap-finish")
			    passes.addPass(Finish(PLUGIN_OPT));
		    else
			    return false;
		    return true;
	    });
}

extern "C" LLVM_ATTRIBUTE_WEAK __attribute__((visibility("default"))) PassPluginLibraryInfo
llvmGetPassPluginInfo()
{
	return {LLVM_PLUGIN_API_VERSION, "CapMap", CAPMAP_VERSION, extend};
}
