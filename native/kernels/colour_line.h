#pragma once
#include "raster.h"

namespace firstpass {

/**
 * How a picture is looked at while its matte is refined. A level pixel is `step` x `step` picture pixels, a cell `cell` x `cell`
 * level pixels; the last ones of a line may be cut off by the picture's edge.
 */
struct LineGeometry {
  Size picture;
  int step;
  /** 1, 2 or 4. */
  int cell;

  Size level() const { return {(picture.width + step - 1) / step, (picture.height + step - 1) / step}; }
  Size grid() const { return {(level().width + cell - 1) / cell, (level().height + cell - 1) / cell}; }
  int cell_px() const { return step * cell; }
};

/** What is known of a cell: its matte is settled and it is far from the band, near enough to tell colours, or unknown. */
enum Cell : uint8_t { cell_far = 0, cell_near = 1, cell_unknown = 2 };

/** Calls `use(first, last)` for the stretches [first, last) of a row of cells that are far, or that are not. */
template <class Use>
void for_runs(const uint8_t* cells, int columns, bool far, Use use) {
  for (int j = 0; j < columns; j++) {
    if ((cells[j] == cell_far) != far) continue;
    const int first = j;
    while (j < columns && (cells[j] == cell_far) == far) j++;
    use(first, j);
  }
}

/** Which channels are red, green and blue, how they become 0..1, and whether they are linear light (then their root is taken). */
struct LineColours {
  int channel[3];
  float scale;
  bool linear;
};

/** Per cell: three colour weights, offset, trust (all 0 unless the cell is unknown), and 1 if it is unknown. */
constexpr int line_fields = 6;

struct LineMatte {
  /** [grid.height, grid.width, line_fields] */
  float* fields;
  /** [level.height, level.width], 0..1 */
  float* alpha;
};

/** Means of the picture's colours per level pixel, [level.height, level.width, 3], of the rows of `source`'s band and of cells
 * not far. */
Status shrink_cells(const Raster& source, const LineGeometry& geometry, const uint8_t* cells, float* level,
                    const LineColours& colours);

/**
 * Estimates foreground and background colour per cell from `prior`, a matte of any size for the whole picture, and from them
 * the matte at level size; the algorithm stands in colour_line.cpp.
 */
Status fit_colour_lines(const float* level, const float* prior, Size prior_size, const LineGeometry& geometry,
                        const uint8_t* cells, const LineMatte& result);

struct ProjectOptions {
  LineColours colours;
  /** The value of white in the target. */
  float max;
  /** Pixels of cells that are not unknown keep what the target holds, and the band fades into it. */
  bool keep;
};

/** Writes the rows of `target`'s band (one channel) at full size; `source` holds the same rows. */
Status project_colour_lines(const Raster& source, const LineGeometry& geometry, const LineMatte& matte, const Raster& target,
                            const ProjectOptions& options);

}  // namespace firstpass
