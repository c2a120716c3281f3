// SPDX-License-Identifier: Apache-2.0
// CapMap.so's registration with LLVM's pass builder; what the passes do is in plugin.c.
#include "passes/plugin.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Passes/PassPlugin.h>

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
} // namespace

static void extend(PassBuilder &builder)
{
	builder.registerOptimizerLastEPCallback(
	    [](ModulePassManager &passes, OptimizationLevel) { passes.addPass(Extract()); });
	builder.registerFullLinkTimeOptimizationEarlyEPCallback(
	    [](ModulePassManager &passes, OptimizationLevel) {
		    if (plugin_extracts_in_link())
			    passes.addPass(Extract());
	    });
	builder.registerPipelineParsingCallback(
	    [](StringRef name, ModulePassManager &passes, ArrayRef<PassBuilder::PipelineElement>) {
		    if (name != "capmap-extract")
			    return false;
		    passes.addPass(Extract());
		    return true;
	    });
}

extern "C" LLVM_ATTRIBUTE_WEAK __attribute__((visibility("default"))) PassPluginLibraryInfo
llvmGetPassPluginInfo()
{
	return {LLVM_PLUGIN_API_VERSION, "CapMap", CAPMAP_VERSION, extend};
}
